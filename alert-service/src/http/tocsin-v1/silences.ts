import type { Checked, Response as Answer, Routes, Silence as WireSilence } from '@tocsin/api';
import { printMatchers } from '@tocsin/model';
import { writtenRecurrence } from '#config/recurrence';
import { alertStatus } from '#core/mute/alert-status';
import { type Silence, type SilenceEnding, silenceState } from '#core/mute/silence';
import type { Recurrence } from '#core/mute/recurrence';
import { windowAt } from '#core/mute/silence-window';
import { aboutSilence } from '#engine/ledger-index';
import { silenceOrder } from '../alertmanager-v2/silence-order.ts';
import { actorOf, type Caller } from '../caller.ts';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import { wantedRecurrence } from './wanted-recurrence.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** Their counts are those of the alerts that fire now. */
export async function shownSilences(
  context: TocsinContext,
  withExpired: boolean,
): Promise<Answer<Routes['listSilences']>> {
  const now = context.clock.now();
  const found = [...context.engine.state().silences.values()]
    .filter((silence) => withExpired || silenceState(silence, now) !== 'expired')
    .sort(silenceOrder(now));
  const hidden = hiddenBy(context);
  const silences = await Promise.all(
    found.map((each) => wireSilence(context, each, hidden.get(each.id) ?? 0)),
  );
  return { silences };
}

/** Silence ids to how many firing alerts each hides now. */
function hiddenBy({ engine, clock }: TocsinContext): ReadonlyMap<string, number> {
  const view = { state: engine.state(), policy: engine.policy(), now: clock.now() };
  const counts = new Map<string, number>();
  for (const record of view.state.alerts.values()) {
    if (record.alert.endsAt <= view.now) continue;
    for (const id of alertStatus(view, record).silencedBy) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function wireSilence(context: TocsinContext, silence: Silence, hidesNow: number): Promise<WireSilence> {
  const now = context.clock.now();
  const [last] = hidesNow > 0 ? [] : await context.ledger.pages([aboutSilence(silence.id)], 1);
  const { ending, endedBecause } = silence;
  const window = windowAt(silence, now);
  const lastMatchedAt = hidesNow > 0 ? now : last?.at;
  return {
    id: silence.id,
    state: silenceState(silence, now),
    matcherSets: silence.matcherSets.map((set) => set.map((each) => ({ ...each }))),
    text: silence.matcherSets.map(printMatchers).join(' or '),
    startsAt: iso(silence.startsAt),
    until: ending?.whenResolved
      ? { kind: 'resolved', latestAt: iso(silence.endsAt) }
      : { kind: 'time', endsAt: iso(silence.endsAt) },
    ...(ending?.unusedMs !== undefined && { expiresUnusedAfterMs: ending.unusedMs }),
    ...(endedBecause && { endedBecause: endedBecauseWords[endedBecause] }),
    ...(silence.recurs && { recurs: writtenRecurrence(silence.recurs) }),
    ...(window && { window: { startsAt: iso(window.startsAt), endsAt: iso(window.endsAt) } }),
    createdBy: silence.createdBy,
    comment: silence.comment,
    annotations: silence.annotations,
    updatedAt: iso(silence.updatedAt),
    hidesNow,
    ...(lastMatchedAt !== undefined && { lastMatchedAt: iso(lastMatchedAt) }),
  };
}

const endedBecauseWords = { 'silence-resolved': 'resolved', 'silence-unused': 'unused' } as const;

type Wanted = Checked<Routes['makeSilence']>['body'];

export async function makeSilence(
  context: TocsinContext,
  wanted: Wanted,
  caller: Caller,
): Promise<WireSilence> {
  const { engine, clock } = context;
  const { id, matchers, until, comment } = wanted;
  const startsAt = wanted.startsAt === undefined ? clock.now() : Date.parse(wanted.startsAt);
  const endsAt = Date.parse(until.kind === 'time' ? until.endsAt : until.latestAt);
  if (endsAt <= Math.max(startsAt, clock.now()))
    throw new HttpError(400, 'The silence would be over before it begins', {
      detail: 'Choose an end that is after the start and not in the past.',
    });
  const before = id === undefined ? undefined : engine.state().silences.get(id);
  const ending = endingOf(wanted);
  const recurs = recurrenceOf(wanted);
  const answer = await engine.submit({
    kind: 'silence',
    change: 'set',
    actor: actorOf(caller),
    silence: {
      ...(id !== undefined && { id }),
      matcherSets: [matchers],
      receiverMatcherSets: before?.receiverMatcherSets ?? [],
      startsAt,
      endsAt,
      createdBy: caller.person.name,
      comment,
      annotations: before?.annotations ?? {},
      ...(ending && { ending }),
      ...(recurs && { recurs }),
    },
  });
  return answered(context, answer);
}

function recurrenceOf({ recurs, until }: Wanted): Recurrence | undefined {
  if (!recurs) return undefined;
  if (until.kind === 'resolved')
    throw new HttpError(400, 'A silence that recurs cannot be until resolved', {
      detail: 'Give until as {"kind":"time","endsAt":"…"}, or leave out recurs.',
    });
  return wantedRecurrence(recurs);
}

function endingOf({ until, expiresUnusedAfterMs: unusedMs }: Wanted): SilenceEnding | undefined {
  const whenResolved = until.kind === 'resolved';
  if (!whenResolved && unusedMs === undefined) return undefined;
  return { ...(whenResolved && { whenResolved }), ...(unusedMs !== undefined && { unusedMs }) };
}

export const endSilence = async (context: TocsinContext, id: string, caller: Caller): Promise<WireSilence> =>
  answered(
    context,
    await context.engine.submit({ kind: 'silence', change: 'expire', id, actor: actorOf(caller) }),
  );

type Submitted = Awaited<ReturnType<TocsinContext['engine']['submit']>>;

function answered(context: TocsinContext, answer: Submitted): Promise<WireSilence> {
  switch (answer.kind) {
    case 'silenced': {
      const silence = context.engine.state().silences.get(answer.id);
      if (silence) return wireSilence(context, silence, hiddenBy(context).get(answer.id) ?? 0);
      throw new HttpError(404, 'There is no such silence any more');
    }
    case 'unknown-silence':
      throw new HttpError(404, 'There is no such silence', {
        detail: 'It was ended so long ago that it is forgotten, or it never was: make a new one.',
      });
    case 'silence-refused':
      throw new HttpError(400, 'This silence cannot be made', { detail: answer.error });
    default:
      throw new HttpError(500, 'The silence was not answered');
  }
}
