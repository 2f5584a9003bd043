import type { RealtimeMetrics, Workflow, WorkflowCommand, WorkflowSource } from '@tocsin/api';
import { spokenDuration } from '@tocsin/model';
import { emptyBook, type KeptWorkflowCommand, type WorkflowBook } from '#core/workflows/book';
import { windowMinutes } from '#core/workflows/count';
import { hasEnded, type KnownWorkflow } from '#core/workflows/follow';
import { type BookNumbers, numbersOf } from '#core/workflows/stats';
import type { Engine } from '#engine/engine';
import type { Clock } from '#lib/clock';
import type { Commands } from './commands.ts';
import type { PoisonSeen } from './poison.ts';
import type { Way, WorkflowsParts } from './way.ts';
import type { WorkflowsView } from './workflows-view.ts';

const window = `${windowMinutes} min`;
const minuteMs = 60_000;

const bookOf = (engine: Engine): WorkflowBook => engine.state().workflows ?? emptyBook();

/** The same until something is counted, or a minute leaves the window. */
function remembered(engine: Engine, clock: Clock): () => BookNumbers {
  let last: { readonly head: unknown; readonly minute: number; readonly numbers: BookNumbers } | undefined;
  return () => {
    const book = bookOf(engine);
    const minute = Math.floor(clock.now() / minuteMs);
    if (last?.head !== book.head || last.minute !== minute)
      last = { head: book.head, minute, numbers: numbersOf(book, clock.now()) };
    return last.numbers;
  };
}

interface ViewParts extends Omit<WorkflowsParts, 'log'> {
  readonly way: () => Way;
  readonly poison: () => readonly PoisonSeen[];
  readonly commands: Commands;
}

const time = (at: number): string => new Date(at).toISOString();

/** The book, as it is shown. */
export function viewOf(parts: ViewParts): Omit<WorkflowsView, 'onChange'> {
  const { engine, clock, settings, poison, commands } = parts;
  const numbers = remembered(engine, clock);
  return {
    source: () => sourceOf(parts),
    realtime() {
      const { head } = bookOf(engine);
      const current = settings();
      if (!current || head.lastEventAt === undefined) return undefined;
      const { overall, agents, types } = numbers();
      const { up, completeUntil = head.lastEventAt } = parts.way();
      // While the stream is read, silence is a number of now too.
      const at = up ? clock.now() : completeUntil;
      return {
        at: time(at),
        ageSeconds: Math.max(0, clock.now() - at) / 1000,
        ttlSeconds: current.ttlMs / 1000,
        overall,
        agents: [...agents],
        types: [...types],
        window,
        source: sourceOf(parts),
      } satisfies RealtimeMetrics;
    },
    get(id) {
      const known = bookOf(engine).workflows.get(id);
      return known && workflowOf(known, clock.now());
    },
    lists: () => ({
      workflows: [...bookOf(engine).workflows.values()]
        .sort((a, b) => b.heardAt - a.heardAt || (a.id < b.id ? 1 : -1))
        .map((known) => workflowOf(known, clock.now())),
      commands: [...engine.state().workflowCommands.values()].sort((a, b) => b.at - a.at).map(commandOf),
      poison: poison().map(({ at, ...rest }) => ({ ...rest, at: time(at) })),
    }),
    async command(asked) {
      const done = await commands.ask(asked);
      return done && commandOf(done);
    },
  };
}

const commandOf = ({ at, answeredAt, ...rest }: KeptWorkflowCommand): WorkflowCommand => ({
  ...rest,
  at: time(at),
  ...(answeredAt !== undefined && { answeredAt: time(answeredAt) }),
});

const possible: Readonly<Record<KnownWorkflow['state'], Workflow['can']>> = {
  created: ['cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  completed: [],
  failed: ['retry'],
  cancelled: ['retry'],
};

function workflowOf(known: KnownWorkflow, now: number): Workflow {
  const { id, kind = 'unknown', agent, state, createdAt, startedAt, endedAt, durationMs, error } = known;
  const ms =
    durationMs ?? (hasEnded(state) || startedAt === undefined ? undefined : Math.max(0, now - startedAt));
  return {
    ...{ id, type: kind, state, can: possible[state] },
    ...(agent !== undefined && { agent }),
    ...(createdAt !== undefined && { createdAt: time(createdAt) }),
    ...(startedAt !== undefined && { startedAt: time(startedAt) }),
    ...(endedAt !== undefined && { endedAt: time(endedAt) }),
    ...(ms !== undefined && { seconds: ms / 1000 }),
    ...(error !== undefined && { error }),
  };
}

function sourceOf({ engine, clock, settings, way }: ViewParts): WorkflowSource {
  const { head } = bookOf(engine);
  const current = settings();
  const seen = head.lastEventAt === undefined ? {} : { lastEventAt: time(head.lastEventAt) };
  const counts = { read: head.read, poison: head.poison, ...seen };
  if (!current)
    return {
      ...{ configured: false, connected: false, ...counts },
      sentence: 'No workflows are read: add `workflows:` with redis_url to tocsin.yml.',
    };
  const { up, since, error, lag } = way();
  const stands = {
    ...{ configured: true, connected: up, ...counts },
    ...(since !== undefined && { since: time(since) }),
    ...(!up && error !== undefined && { error }),
    ...(up && lag !== undefined && { lagEvents: lag }),
  };
  const aside =
    head.poison > 0
      ? ` ${head.poison} could not be read and ${head.poison === 1 ? 'is' : 'are'} set aside.`
      : '';
  const last =
    head.lastEventAt === undefined
      ? `No event has come by ${current.stream} yet.`
      : `The last event came ${spokenDuration(clock.now() - head.lastEventAt)} ago.`;
  if (up) return { ...stands, sentence: `${last}${aside}` };
  const gone =
    since === undefined
      ? 'Redis is not connected yet.'
      : `Redis has been gone for ${spokenDuration(clock.now() - since)}: ${error ?? 'no answer'}.`;
  return { ...stands, sentence: `${gone} What is shown is what was counted until then. ${last}${aside}` };
}
