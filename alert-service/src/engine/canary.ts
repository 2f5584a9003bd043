import type { CanarySettings } from '#config/canary-config';
import type { Incident } from '#core/incident/incident';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Engine } from './engine.ts';
import type { Schedule } from './janitor.ts';
import { beginPageTest, testArrived } from './page-tests.ts';

export interface CanaryParts {
  readonly engine: Pick<Engine, 'state' | 'submit' | 'onCommit'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly schedule: Schedule;
  /** Those in force, asked at each use; undefined: no canary. */
  readonly settings: () => CanarySettings | undefined;
  readonly meter: { readonly arrived: (at: number) => void; readonly missed: () => void };
}

export const canaryName = 'Tocsin’s canary';
const missedAlert = 'TocsinCanaryMissed';

/** What it holds while it runs; a test under way is found again by who opened it. */
interface Singing {
  readonly parts: CanaryParts;
  readonly alarm: ReturnType<typeof createAlarm>;
  /** Of the settings that are scheduled. */
  planned: string;
  unschedule: () => void;
  judging: boolean;
  /** The test that we have sent and not judged: it may end by itself before. */
  sent?: string | undefined;
}

/**
 * A real test page at regular times. What has not arrived within its time opens an incident of its own, TocsinCanaryMissed,
 * and another receiver is told of it; the next page that arrives resolves that.
 */
export function createCanary(parts: CanaryParts): Loop {
  const { engine, clock, log } = parts;
  const look = (): void =>
    void judge(singing).catch((error: unknown) => log.warn('the canary could not be judged', { err: error }));
  const singing: Singing = {
    parts,
    alarm: createAlarm(clock, look),
    planned: '',
    unschedule: () => undefined,
    judging: false,
  };
  const closers: (() => void)[] = [];
  return {
    start() {
      // Of the process before: it may end by itself with the first due time.
      singing.sent = underWay(engine)?.id;
      plan(singing);
      look();
      closers.push(
        engine.onCommit(() => {
          plan(singing);
          if (singing.sent !== undefined) look();
        }),
      );
    },
    nudge: look,
    async step() {
      await judge(singing);
      return Infinity;
    },
    async stop() {
      for (const close of closers.splice(0)) close();
      singing.unschedule();
      singing.alarm.clear();
    },
  };
}

/** A reload may bring another schedule. */
function plan(singing: Singing): void {
  const { settings, schedule } = singing.parts;
  const now = settings();
  const planned = JSON.stringify(now ?? null);
  if (planned === singing.planned) return;
  singing.planned = planned;
  singing.unschedule();
  singing.unschedule = now ? schedule(now.schedule, now.timeZone, () => sing(singing)) : () => undefined;
}

async function sing(singing: Singing): Promise<void> {
  const { parts } = singing;
  const { engine, log, settings } = parts;
  const now = settings();
  if (!now || underWay(engine)) return;
  const begun = await beginPageTest(engine, {
    target: now.target,
    actor: { by: canaryName },
    severity: 'critical',
  });
  if (begun.kind === 'begun') {
    singing.sent = begun.incident.id;
    return judge(singing);
  }
  log.error('the canary cannot page', { why: begun.detail });
  await raise(parts, `The canary cannot page. ${begun.detail}`);
}

const openedByUs = ({ origin, status }: Incident): boolean =>
  origin?.by === canaryName && status !== 'resolved';

const underWay = ({ state }: Pick<Engine, 'state'>): Incident | undefined =>
  [...state().incidents.values()].findLast((each) => openedByUs(each) && each.origin?.kind === 'test');

const raised = ({ state }: Pick<Engine, 'state'>): Incident | undefined =>
  [...state().incidents.values()].findLast((each) => openedByUs(each) && each.origin?.kind === 'api');

/** Whether the page that is under way has arrived, or its time is over. */
async function judge(singing: Singing): Promise<void> {
  const { engine, clock, settings, meter } = singing.parts;
  const now = settings();
  const test = engine.state().incidents.get(singing.sent ?? '') ?? underWay(engine);
  if (!now || !test || singing.judging) return;
  const until = test.openedAt + now.withinMs;
  const arrived = now.acknowledge
    ? test.firstAcknowledgedAt !== undefined
    : testArrived(engine.state(), test.id);
  // Over by itself: nothing more will come.
  if (!arrived && test.status !== 'resolved' && clock.now() < until) return singing.alarm.set(until);
  singing.judging = true;
  try {
    singing.sent = undefined;
    await end(engine, test, arrived ? 'The canary has arrived.' : 'The canary has not arrived in time.');
    if (arrived) {
      meter.arrived(clock.now());
      const before = raised(engine);
      if (before) await end(engine, before, 'The canary arrives again.');
    } else {
      meter.missed();
      await raise(singing.parts, missedWords(now));
    }
  } finally {
    singing.judging = false;
  }
}

const missedWords = ({ target, withinMs, acknowledge }: CanarySettings): string =>
  `A test page for ${target.kind} ${target.id} was not ${acknowledge ? 'acknowledged' : 'delivered'} ` +
  `within ${Math.round(withinMs / 1_000)} s: real pages may not arrive either.`;

const end = (engine: CanaryParts['engine'], { id }: Incident, resolution: string) =>
  engine.submit({ kind: 'command', command: 'resolve', incident: id, by: canaryName, resolution });

/** Told again each time that it is missed, in the same incident. */
async function raise({ engine, settings, log }: CanaryParts, description: string): Promise<void> {
  const now = settings();
  if (!now) return;
  log.error('the canary was missed', { why: description });
  const before = raised(engine);
  const opened = before
    ? { kind: 'incident' as const, incident: before }
    : await engine.submit({
        kind: 'open-incident',
        origin: 'api',
        by: canaryName,
        title: 'Test pages do not arrive',
        description,
        severity: 'critical',
        labels: { alertname: missedAlert },
      });
  if (opened.kind !== 'incident') return;
  await engine.submit({
    ...{ kind: 'command', command: 'escalate', incident: opened.incident.id, by: canaryName },
    targets: [{ kind: 'receiver', id: now.tell }],
  });
}
