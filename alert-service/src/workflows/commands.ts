import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { WorkflowsSettings } from '#config/workflows-config';
import type { Actor, AskedOnce } from '#core/input';
import type { KeptWorkflowCommand } from '#core/workflows/book';
import type { Engine } from '#engine/engine';
import { type Clock, until } from '#lib/clock';
import type { Log } from '#lib/log';
import {
  connectRedis,
  entriesListed,
  entriesRead,
  messageOf,
  type Redis,
  type StreamEntry,
} from './redis.ts';

export interface CommandAsked {
  readonly workflow: string;
  readonly action: KeptWorkflowCommand['action'];
  readonly actor: Actor;
  readonly comment?: string;
  readonly request?: AskedOnce;
  /** Throws where it cannot be done. Not asked of what was asked before: what came of that is the answer. */
  readonly check: () => void;
}

export interface CommandsParts {
  readonly settings: () => WorkflowsSettings | undefined;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Commands {
  /** Resolves when it is known what came of it, and with nothing where Redis is not configured. */
  ask(asked: CommandAsked): Promise<KeptWorkflowCommand | undefined>;
  /** Reads answers until the connection breaks. */
  listen(redis: Redis, settings: WorkflowsSettings, signal: AbortSignal): Promise<void>;
  /** Of what was asked before this start nobody waits any more: its time runs on. */
  resume(signal: AbortSignal): void;
}

type Phase = KeptWorkflowCommand['phase'];
interface Outcome {
  readonly phase: Phase;
  readonly detail: string;
}

const blockMs = 1_000;
/** Answers of so long ago may still be one that was waited for, whatever the clocks say. */
const lookBackMs = 300_000;
const mostStored = '1000';

export function createCommands(parts: CommandsParts): Commands {
  const { settings, engine, clock } = parts;
  const waiting = new Map<string, Promise<KeptWorkflowCommand | undefined>>();
  const kept = (id: string): KeptWorkflowCommand | undefined => engine.state().workflowCommands.get(id);

  const run = async (id: string, asked: CommandAsked, to: WorkflowsSettings) => {
    const { workflow, action, actor } = asked;
    const say = (outcome: Outcome) =>
      engine.submit({ kind: 'workflow-command', command: id, workflow, action, ...actor, ...outcome });
    await say({ phase: 'asked', detail: asked.comment ?? '' });
    const askedAt = clock.now();
    const fault = await send(parts, { id, asked, to, askedAt });
    if (fault) await say(fault);
    else {
      const end = askedAt + to.answerTimeoutMs;
      await answered(parts, id, end);
      if (kept(id)?.phase === 'asked') await say(nobody(to.answerTimeoutMs));
    }
    return kept(id);
  };

  return {
    async ask(asked) {
      const to = settings();
      if (!to) return undefined;
      const id = idOf(asked);
      const underWay = waiting.get(id);
      if (underWay) return underWay;
      const done = kept(id);
      if (done) return done;
      asked.check();
      const work = run(id, asked, to).finally(() => waiting.delete(id));
      waiting.set(id, work);
      return work;
    },
    listen: (redis, to, signal) => listen(parts, { redis, to, signal }),
    resume(signal) {
      for (const command of engine.state().workflowCommands.values())
        if (command.phase === 'asked' && !waiting.has(command.id)) void expire(parts, command, signal);
    },
  };
}

/** The same request again is the same command. */
const idOf = ({ request, workflow, action }: CommandAsked): string =>
  request
    ? `wfc-${createHash('sha256')
        .update(JSON.stringify([request.key, workflow, action]))
        .digest('hex')
        .slice(0, 24)}`
    : `wfc-${randomUUID()}`;

const nobody = (timeoutMs: number): Outcome => ({
  phase: 'nobody-answered',
  detail: `Nobody answered for ${timeoutMs / 1000} s: whoever runs it may be gone. It is not to be begun any more.`,
});

async function expire(
  { settings, engine, clock, log }: CommandsParts,
  { id, workflow, action, by, at }: KeptWorkflowCommand,
  signal: AbortSignal,
): Promise<void> {
  try {
    await until(clock, at + (settings()?.answerTimeoutMs ?? 0), signal);
    if (engine.state().workflowCommands.get(id)?.phase !== 'asked') return;
    await engine.submit({
      ...{ kind: 'workflow-command', command: id, workflow, action, by },
      phase: 'nobody-answered',
      detail: 'Tocsin was started again while it waited for an answer, and none has come.',
    });
  } catch (error) {
    if (!signal.aborted) log.warn('what became of a command could not be kept', { command: id, err: error });
  }
}

interface Sending {
  readonly id: string;
  readonly asked: CommandAsked;
  readonly to: WorkflowsSettings;
  readonly askedAt: number;
}

/** Undefined: it is in the stream. By a connection of its own, since what reads blocks. */
async function send(
  { clock }: CommandsParts,
  { id, asked, to, askedAt }: Sending,
): Promise<Outcome | undefined> {
  const { workflow, action, actor, comment } = asked;
  const redis = await connectRedis(to, clock).catch((error: unknown) => messageOf(error));
  if (typeof redis === 'string')
    return { phase: 'not-sent', detail: `Nothing was sent: Redis cannot be reached (${redis}).` };
  try {
    await redis.ask([
      ...['XADD', to.commands, 'MAXLEN', '~', mostStored, '*'],
      ...['command_id', id, 'workflow_id', workflow, 'action', action, 'by', actor.by],
      ...(comment ? ['comment', comment] : []),
      ...['asked_at', String(askedAt), 'answer_before', String(askedAt + to.answerTimeoutMs)],
    ]);
    return undefined;
  } catch (error) {
    const why = messageOf(error);
    // An answer of Redis says for sure that it did not take it; a broken connection says nothing.
    if (/^[A-Z]+ /.test(why))
      return { phase: 'not-sent', detail: `Nothing was sent: Redis refused it (${why}).` };
    return {
      phase: 'nobody-answered',
      detail: `The connection to Redis broke as it was sent (${why}): nobody knows whether it arrived.`,
    };
  } finally {
    redis.close();
  }
}

/** Resolves when it is answered, or at the end. */
async function answered({ engine, clock }: CommandsParts, id: string, end: number): Promise<void> {
  const waiting = new AbortController();
  const look = (): void => {
    if (engine.state().workflowCommands.get(id)?.phase !== 'asked') waiting.abort();
  };
  const unlisten = engine.onCommit(look);
  look();
  await until(clock, end, waiting.signal).catch(() => undefined);
  unlisten();
}

async function listen(
  parts: CommandsParts,
  {
    redis,
    to,
    signal,
  }: { readonly redis: Redis; readonly to: WorkflowsSettings; readonly signal: AbortSignal },
): Promise<void> {
  let after = await startOfAnswers(parts, redis, to);
  while (!signal.aborted && parts.settings() === to) {
    const reply = await redis.ask(
      ['XREAD', 'COUNT', '100', 'BLOCK', String(blockMs), 'STREAMS', to.answers, after],
      blockMs + 5_000,
    );
    for (const entry of entriesRead(reply)) {
      after = entry.id;
      await takeAnswer(parts, entry, to);
    }
  }
}

/** Only what somebody may wait for is read again. */
async function startOfAnswers(
  { engine }: CommandsParts,
  redis: Redis,
  to: WorkflowsSettings,
): Promise<string> {
  const open = [...engine.state().workflowCommands.values()].filter(
    ({ phase }) => phase === 'asked' || phase === 'nobody-answered',
  );
  const [last] = entriesListed(await redis.ask(['XREVRANGE', to.answers, '+', '-', 'COUNT', '1']));
  const newest = open.at(-1);
  if (!newest) return last?.id ?? '0-0';
  return `${Math.max(0, newest.at - lookBackMs)}-0`;
}

const Answer = z.object({
  command_id: z.string().optional(),
  id: z.string().optional(),
  outcome: z.string().optional(),
  ok: z.string().optional(),
  by: z.string().default('somebody'),
  detail: z.string().default(''),
});

async function takeAnswer(
  { engine, clock, log }: CommandsParts,
  { id, fields }: StreamEntry,
  to: WorkflowsSettings,
): Promise<void> {
  const read = Answer.safeParse(fields);
  const { command_id: named, id: short, outcome, ok, by, detail } = read.data ?? { by: '', detail: '' };
  const command = engine.state().workflowCommands.get(named ?? short ?? '');
  const isDone = outcome === 'done' || ok === 'true';
  if (!command || (!isDone && outcome !== 'refused' && ok !== 'false')) {
    // Of another Tocsin, or forgotten: nothing to say. What cannot be read is worth a line.
    if (!read.success || (named ?? short) === undefined) log.warn('an answer could not be read', { id });
    return;
  }
  if (command.phase === 'done' || command.phase === 'refused') return;
  const tookMs = Math.max(0, clock.now() - command.at);
  const took = `after ${(tookMs / 1000).toFixed(1)} s`;
  const late =
    tookMs > to.answerTimeoutMs ? `, later than the ${to.answerTimeoutMs / 1000} s that are waited for` : '';
  const why = detail === '' ? '' : `: ${detail.slice(0, 500)}`;
  await engine.submit({
    ...{ kind: 'workflow-command', command: command.id, workflow: command.workflow, action: command.action },
    by: command.by,
    phase: isDone ? 'done' : 'refused',
    detail: `${by.slice(0, 100)} ${isDone ? 'did it' : 'refused'} ${took}${late}${why}`,
  });
}
