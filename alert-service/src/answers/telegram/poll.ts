import { z } from 'zod';
import type { TelegramBotSettings } from '#config/telegram-bot-config';
import { type Clock, until } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { CallTelegram, Said } from './api.ts';
import { type TakeUpdate, Update } from './updates.ts';

export interface PollParts {
  readonly settings: () => TelegramBotSettings | undefined;
  readonly call: CallTelegram;
  readonly take: TakeUpdate;
  /** Without a slash at the end. */
  readonly externalUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Telegram holds a question for so long where there is nothing to say. */
const heldSeconds = 50;
const patienceMs = (heldSeconds + 15) * 1000;
const idleMs = 30_000;
const longestPauseMs = 60_000;
const Numbered = z.object({ update_id: z.number() });
const allowedUpdates = ['message', 'callback_query'];

/** What one run remembers. */
interface Run {
  readonly parts: PollParts;
  readonly signal: AbortSignal;
  offset: number;
  failures: number;
  /** How Telegram was last told to reach us. */
  told: string;
}

/** Keeps the bot's ear open: asks Telegram for what was pressed, or tells it once where to call. A reload is noticed. */
export function createTelegramPoll(parts: PollParts): Pick<Loop, 'start' | 'stop'> {
  const stopping = new AbortController();
  let work: Promise<void> | undefined;
  return {
    start() {
      work ??= listen({ parts, signal: stopping.signal, offset: 0, failures: 0, told: '' });
    },
    async stop() {
      stopping.abort(new Error('stopping'));
      await work;
    },
  };
}

async function listen(run: Run): Promise<void> {
  while (!run.signal.aborted) {
    const pauseMs = await turn(run).catch((error: unknown) => broken(run, error));
    if (pauseMs > 0) await pause(run, pauseMs);
  }
}

/** A secret whose file cannot be read, most of all. */
function broken({ parts: { log } }: Run, error: unknown): number {
  log.error('Telegram cannot be asked', { err: error instanceof Error ? error : String(error) });
  return idleMs;
}

const pause = ({ parts: { clock }, signal }: Run, ms: number): Promise<void> =>
  until(clock, clock.now() + ms, signal).catch(() => undefined);

/** One question; how long to wait before the next. */
async function turn(run: Run): Promise<number> {
  const settings = run.parts.settings();
  if (!settings) return idleMs;
  const arranged = await arrange(run, settings);
  if (!arranged.ok) return failed(run, arranged);
  return settings.webhookSecret ? idleMs : ask(run);
}

/** Where to call, or that nobody is to be called: Telegram refuses questions while it calls somebody. */
async function arrange(run: Run, { webhookSecret }: TelegramBotSettings): Promise<Said> {
  const { call, externalUrl } = run.parts;
  const secret = webhookSecret?.reveal();
  const wanted = secret === undefined ? 'asked' : `called ${secret}`;
  if (run.told === wanted) return { ok: true, result: true };
  const said =
    secret === undefined
      ? await call('deleteWebhook', {}, { ms: patienceMs, signal: run.signal })
      : await call(
          'setWebhook',
          {
            url: `${externalUrl}/answers/telegram`,
            secret_token: secret,
            allowed_updates: allowedUpdates,
          },
          { ms: patienceMs, signal: run.signal },
        );
  if (said.ok) run.told = wanted;
  return said;
}

async function ask(run: Run): Promise<number> {
  const { call, take } = run.parts;
  const question = { offset: run.offset, timeout: heldSeconds, allowed_updates: allowedUpdates };
  const said = await call('getUpdates', question, { ms: patienceMs, signal: run.signal });
  if (!said.ok) return failed(run, said);
  run.failures = 0;
  for (const each of z.array(z.unknown()).catch([]).parse(said.result)) {
    const update = Update.safeParse(each).data;
    if (update) await take(update);
    // Asking with the next number says that this one was taken, or is nothing for us.
    run.offset = Math.max(run.offset, (Numbered.safeParse(each).data?.update_id ?? -1) + 1);
  }
  return 0;
}

function failed(run: Run, said: Said & { readonly ok: false }): number {
  if (run.signal.aborted) return 0;
  run.failures += 1;
  // Somebody else calls or asks for this bot: what was arranged is not so any more.
  if (said.code === 409) run.told = '';
  const pauseMs = Math.max(said.waitMs ?? 0, Math.min(longestPauseMs, 1000 * 2 ** (run.failures - 1)));
  run.parts.log.warn('Telegram does not say what was pressed', { err: said.error, againInMs: pauseMs });
  return pauseMs;
}
