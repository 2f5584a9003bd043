import { readRuleFile } from '#config/rule-files';
import { createExpand } from '#engine/evaluation/expand';
import { createGate } from '#engine/evaluation/gate';
import { createEvaluator, type Evaluator } from '#engine/evaluator';
import { silentLog } from '#lib/log';
import type { Asked } from '#prometheus/client';
import { type Sent, startWorld, type World } from '../kit/world.ts';
import { minute, type Rows, standIn, withOptions } from './bench.ts';

/** The real engine with our own rules, from their files to what receivers are told, in virtual time. */
export interface RuledWorld {
  readonly world: World;
  readonly evaluator: Evaluator;
  readonly asked: Asked[];
  /** What holds now: query to rows. What is not named gives nothing. */
  answers: Readonly<Record<string, Rows>>;
  /** Moves to `t` minutes since the world began. */
  at(t: number, answers?: Readonly<Record<string, Rows>>): Promise<void>;
  /** What was sent since last asked. */
  take(): Sent[];
  /** kill -9, and a start on the same store once so many minutes have passed. */
  crash(downMinutes?: number): Promise<RuledWorld>;
}

export interface RuledOptions {
  readonly rules: string;
  /** A tocsin.yml, for what it adds to rules. */
  readonly tocsin?: string;
}

export const startRuledWorld = async (options: RuledOptions): Promise<RuledWorld> =>
  ruled(await startWorld(), options, { minutes: 0, downtimeMs: 0, answers: {} });

interface Start {
  readonly minutes: number;
  readonly downtimeMs: number;
  readonly answers: Readonly<Record<string, Rows>>;
}

function ruled(world: World, options: RuledOptions, start: Start): RuledWorld {
  const { engine, clock } = world;
  const begin = clock.now() - start.minutes * minute;
  const self = { answers: start.answers, asked: [] as Asked[] };
  const client = standIn(self);
  const source = {
    ...{ name: 'default', client, expand: createExpand(client, 1_000), externalLabels: {} },
    ...{ gate: createGate(4), queryTimeoutMs: 10_000 },
  };
  const { groups } = readRuleFile('f.yml', options.rules, { intervalMs: minute, queryOffsetMs: 0 });
  const evaluator = createEvaluator(
    { groups: withOptions(groups, options.tocsin ?? ''), sources: [source] },
    {
      ...{ clock, log: silentLog, sink: engine, downtimeMs: start.downtimeMs, externalURL: 'http://tocsin' },
      stored: () => new Map([...engine.state().rules].map(([id, kept]) => [id, kept.state])),
    },
  );
  evaluator.start();
  return Object.assign(self, {
    world,
    evaluator,
    async at(t: number, answers?: Readonly<Record<string, Rows>>) {
      if (answers) self.answers = answers;
      await clock.advanceTo(begin + t * minute);
    },
    take: () => world.take(),
    async crash(downMinutes = 0) {
      const killedAt = clock.now();
      void evaluator.stop();
      clock.set(killedAt + downMinutes * minute);
      const minutes = (clock.now() - begin) / minute;
      const again = { minutes, downtimeMs: downMinutes * minute, answers: self.answers };
      return ruled(await world.crash(), options, again);
    },
  });
}
