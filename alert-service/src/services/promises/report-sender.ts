import type { ReportSettings } from '#config/reports-config';
import type { PromiseInput } from '#core/promises/input';
import { periodAt, periodBefore } from '#core/promises/period';
import type { SentReport } from '#core/promises/promise';
import type { Engine } from '#engine/engine';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';

/** Runs at each time of a schedule, and knows the next one. */
export type Plan = (
  expression: string,
  timeZone: string,
  run: () => void,
) => { readonly next: () => number | undefined; readonly stop: () => void };

export interface ReportSenderParts {
  readonly engine: Pick<Engine, 'state' | 'submit' | 'onCommit'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Those in force, asked at each use. */
  readonly settings: () => ReportSettings;
  readonly plan: Plan;
  /** Ways to those who are told: `managers/email[0]`. */
  readonly ways: (receivers: readonly string[]) => readonly string[];
  /** One attempt to send a report one way; rejects never. */
  readonly send: (way: string, report: string) => Promise<{ readonly ok: boolean; readonly error?: string }>;
}

export interface ReportSender {
  readonly loop: Loop;
  /** Sends it now, whether it has been sent or not; undefined: there is nobody to send it to. */
  sendNow(report: string, by: string): Promise<SentReport | undefined>;
}

/** After so many attempts in vain it is given up; it can be sent by hand. */
const mostAttempts = 12;
const pausesMs = [5, 15, 60, 180].map((minutes) => minutes * 60_000);
/** A process that was away for longer than this sends nothing old. */
const latestMs = 7 * 86_400_000;

interface Sending {
  readonly parts: ReportSenderParts;
  planned: string;
  next: () => number | undefined;
  unplan: () => void;
}

/** Sends the report of each period once it is over: once to each, also across restarts, and again where it fails. */
export function createReportSender(parts: ReportSenderParts): ReportSender {
  const { clock, log, engine } = parts;
  const sending: Sending = { parts, planned: '', next: () => undefined, unplan: () => undefined };
  const closers: (() => void)[] = [];
  let under = Promise.resolve();
  const look = (): void => {
    under = under
      .then(() => step(sending, clock.now()))
      .then((next) => alarm.set(next))
      .catch((error: unknown) => {
        log.warn('reports could not be sent', { err: error });
        alarm.set(clock.now() + 60_000);
      });
  };
  const alarm = createAlarm(clock, look);
  return {
    loop: {
      start() {
        plan(sending, look);
        closers.push(engine.onCommit(() => plan(sending, look)));
        look();
      },
      nudge: look,
      step: (now) => step(sending, now),
      async stop() {
        for (const close of closers.splice(0)) close();
        sending.unplan();
        alarm.clear();
        await under;
        alarm.clear();
      },
    },
    async sendNow(report, by) {
      const ways = parts.ways(parts.settings().receivers);
      if (ways.length === 0) return undefined;
      await sendTo(sending, { report, ways, by });
      return engine.state().reports.get(report);
    },
  };
}

/** A reload may bring another schedule. */
function plan(sending: Sending, run: () => void): void {
  const { settings, plan: planned } = sending.parts;
  const now = settings();
  const text = JSON.stringify(now);
  if (text === sending.planned) return;
  sending.planned = text;
  sending.unplan();
  sending.next = () => undefined;
  sending.unplan = () => undefined;
  if (now.receivers.length === 0) return;
  const made = planned(now.schedule, now.timeZone, run);
  sending.next = made.next;
  sending.unplan = made.stop;
  run();
}

/** Keeps when the next report is due, and sends those that are. Resolves with when to look again. */
async function step(sending: Sending, now: number): Promise<number> {
  await keepNext(sending);
  const { engine, settings, ways } = sending.parts;
  const all = ways(settings().receivers);
  let next = Infinity;
  for (const report of [...engine.state().reports.values()]) {
    const due = all.map((way) => ({ way, at: dueAt(report, way, now) }));
    const ready = due.filter(({ at }) => at <= now).map(({ way }) => way);
    if (ready.length > 0) {
      await sendTo(sending, { report: report.id, ways: ready });
      next = Math.min(next, now + (pausesMs[0] ?? 0));
    }
    next = Math.min(next, ...due.map(({ at }) => at).filter((at) => at > now));
  }
  return next;
}

async function keepNext({ parts, next }: Sending): Promise<void> {
  const { engine, settings } = parts;
  const { period, timeZone } = settings();
  const at = next();
  if (at === undefined) return;
  const { id } = periodBefore(period, periodAt(period, at, timeZone), timeZone);
  const before = engine.state().reports.get(id);
  if (before?.plannedAt === at) return;
  await engine.submit({ kind: 'promise', reports: [{ id, sent: [], plannedAt: at }] });
}

/** When a report is to go out one way; Infinity: it has, it was given up, or it is not planned. */
function dueAt({ plannedAt, sent }: SentReport, way: string, now: number): number {
  if (plannedAt === undefined || plannedAt < now - latestMs) return Infinity;
  const tries = sent.filter(({ receiver, at }) => receiver === way && at >= plannedAt);
  if (tries.some(({ ok }) => ok) || tries.length >= mostAttempts) return Infinity;
  const last = tries.at(-1);
  if (!last) return plannedAt;
  return last.at + (pausesMs[Math.min(tries.length, pausesMs.length) - 1] ?? 0);
}

interface SendTo {
  readonly report: string;
  readonly ways: readonly string[];
  /** Whoever sends it by hand. */
  readonly by?: string;
}

async function sendTo({ parts }: Sending, { report, ways, by }: SendTo): Promise<void> {
  const { clock, engine, log, send } = parts;
  const before = engine.state().reports.get(report)?.sent ?? [];
  const results = await Promise.all(
    ways.map(async (way) => ({ receiver: way, ...(await send(way, report)), at: clock.now() })),
  );
  for (const { receiver, ok, error } of results)
    if (!ok) log.warn('a report could not be sent', { report, receiver, why: error });
  await engine.submit({
    kind: 'promise',
    reports: [{ id: report, sent: results }],
    notes: results.flatMap((result) => noteOf({ report, by, before }, result)),
  });
}

interface Noting {
  readonly report: string;
  readonly by: string | undefined;
  readonly before: SentReport['sent'];
}

/** Told when it goes out, when it first does not, and when it is given up. */
function noteOf(
  { report, by, before }: Noting,
  { receiver, ok, error = '' }: SentReport['sent'][number],
): NonNullable<PromiseInput['notes']>[number][] {
  const about = { objective: report, service: '' };
  if (ok)
    return [
      {
        ...about,
        change: 'report-sent',
        detail: `The report of ${report} went to ${receiver}${by === undefined ? '' : `, sent by ${by}`}.`,
      },
    ];
  const failed = before.filter((each) => each.receiver === receiver && !each.ok).length;
  if (by === undefined && failed > 0 && failed + 1 < mostAttempts) return [];
  const how =
    by !== undefined
      ? `${by} had sent it`
      : failed === 0
        ? 'it is tried again'
        : 'it was given up: send it by hand';
  return [
    {
      ...{ ...about, change: 'report-failed' },
      detail: `The report of ${report} did not go to ${receiver} (${error}): ${how}.`,
    },
  ];
}
