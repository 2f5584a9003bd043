import { createHash } from 'node:crypto';
import type { OnCallDocument, Response as Answer, Routes, WrittenSchedule } from '@tocsin/api';
import { scheduleOf } from '#config/on-call/core-objects';
import { writtenOverride } from '#config/on-call/written-objects';
import { type Directory, objectIn, objectKey, objectsIn, personIn } from '#core/on-call/directory';
import { lookAhead } from '#core/on-call/gaps';
import type { Override } from '#core/on-call/schedule';
import { onCallAt } from '#core/on-call/shift';
import { isReachable } from '#core/page/contacts';
import type { Conditions } from '../conditions.ts';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import { keep, mustFit, nothingWritten, problemsIn, type Change } from './on-call-changes.ts';
import { personName, scheduleNow, scheduleShifts, wireClockChange, wireGap } from './on-call-shifts.ts';
import { mustBeThere } from './on-call-views.ts';
import type { Asked, Handlers } from './router.ts';

const iso = (at: number): string => new Date(at).toISOString();
const dayMs = 86_400_000;
const directoryOf = ({ engine }: TocsinContext): Directory => engine.state().directory;

interface AskedWindow {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const mostDays = 400;
const [earliest, latest] = [Date.UTC(1970, 0), Date.UTC(2200, 0)];

/** 28 days from now, where nothing is said. */
function windowOf({ clock }: TocsinContext, { from, to }: AskedWindow): { from: number; to: number } {
  const begin = from === undefined ? clock.now() : Date.parse(from);
  const end = to === undefined ? begin + 28 * dayMs : Date.parse(to);
  const wrong =
    end <= begin
      ? 'It ends before it begins: exchange from and to.'
      : end - begin > mostDays * dayMs
        ? `It is longer than ${mostDays} days: ask for a part of it.`
        : begin < earliest || end > latest
          ? 'It lies outside of the years 1970 to 2200.'
          : undefined;
  if (wrong !== undefined) throw new HttpError(400, 'This time cannot be asked for', { detail: wrong });
  return { from: begin, to: end };
}

/** As if it were kept since ever. */
function withDraft(directory: Directory, written: WrittenSchedule): Directory {
  const { id } = written;
  const draft = {
    kind: 'schedule',
    id,
    version: 1,
    at: -Infinity,
    source: 'app',
    by: '',
    value: scheduleOf(written),
  } as const;
  return new Map([...directory, [objectKey('schedule', id), [draft]]]);
}

export const onCallScheduleHandlers = {
  getOnCall(context, { query }) {
    const at = query.at === undefined ? context.clock.now() : Date.parse(query.at);
    windowOf(context, { from: iso(at) });
    const directory = directoryOf(context);
    const schedules = objectsIn(directory, 'schedule', at);
    return { at: iso(at), schedules: schedules.map((schedule) => scheduleNow({ directory, schedule }, at)) };
  },
  getScheduleShifts(context, { params, query }) {
    const schedule = mustBeThere(context, 'schedule', params.id);
    return scheduleShifts({ directory: directoryOf(context), schedule }, windowOf(context, query));
  },
  getScheduleGaps(context, { params }) {
    const schedule = mustBeThere(context, 'schedule', params.id);
    return gapsAhead(context, schedule.id);
  },
  previewSchedule(context, { body }) {
    const document = { ...nothingWritten, schedules: [body.schedule] };
    const problems = problemsIn(context, document).map((each) => ({
      ...each,
      path: ['schedule', ...each.path.slice(2)],
    }));
    const directory = withDraft(directoryOf(context), body.schedule);
    const schedule = scheduleOf(body.schedule);
    const refused = problems.some(({ severity }) => severity === 'error');
    const shown = refused ? { ...schedule, timeZone: 'UTC', layers: [] } : schedule;
    return { shifts: scheduleShifts({ directory, schedule: shown }, windowOf(context, body)), problems };
  },
  async coverSchedule(context, asked, caller) {
    const { params, body } = asked;
    mustBeThere(context, 'schedule', params.id);
    const person = body.person ?? caller.person.id;
    if (person === undefined)
      throw new HttpError(400, 'The request does not fit', {
        detail: 'Say who covers it: no person of on call has your login.',
      });
    const override: Override = {
      id: newId(context, 'cover', asked.conditions),
      schedule: params.id,
      person,
      from: Date.parse(body.from),
      to: Date.parse(body.to),
      ...(body.insteadOf !== undefined && { insteadOf: body.insteadOf }),
      ...(body.comment !== undefined && { comment: body.comment }),
    };
    const [kept] = await keepOverrides(context, [override], { ...asked, caller, said: body });
    return { override: writtenOverride(override), version: kept?.version ?? 1 };
  },
  swapShifts,
} satisfies Partial<Handlers>;

function gapsAhead(context: TocsinContext, id: string): Answer<Routes['getScheduleGaps']> {
  const directory = directoryOf(context);
  const schedule = mustBeThere(context, 'schedule', id);
  const from = context.clock.now();
  const ahead = lookAhead(directory, id, { from });
  const { load } = scheduleShifts({ directory, schedule }, ahead);
  const state = context.engine.state();
  const unreachable = load.filter(({ person }) => {
    const found = personIn(directory, person);
    return found && !isReachable(state, found);
  });
  return {
    from: iso(from),
    to: iso(ahead.to),
    gaps: ahead.gaps.map((gap) => wireGap({ directory, schedule }, gap)),
    clockChanges: ahead.clockChanges.map((effect) => wireClockChange({ directory, schedule }, effect)),
    unreachable: [
      ...unreachable.map(({ person, name }) => ({
        person,
        name,
        why: `${name} has no contact that is proved: a page for them goes on to the next.`,
      })),
      ...ahead.unknown.map(({ person }) => ({
        person,
        name: person,
        why: `There is no person "${person}": nobody takes these turns.`,
      })),
    ],
  };
}

async function swapShifts(
  context: TocsinContext,
  asked: Asked<Routes['swapShifts']>,
  caller: Change['caller'],
): Promise<Answer<Routes['swapShifts']>> {
  const { params, body } = asked;
  mustBeThere(context, 'schedule', params.id);
  const swap = newId(context, 'swap', asked.conditions);
  const half = (taker: string, mine: typeof body.one, name: string): Override => ({
    id: `${swap}-${name}`,
    schedule: params.id,
    person: taker,
    insteadOf: mine.person,
    from: Date.parse(mine.from),
    to: Date.parse(mine.to),
    swap,
    ...(body.comment !== undefined && { comment: body.comment }),
  });
  const overrides = [half(body.other.person, body.one, 'one'), half(body.one.person, body.other, 'other')];
  // Asked once more under its key it is done already, and nobody has their own time any more.
  if (!overrides.every(({ id }) => objectIn(directoryOf(context), { kind: 'override', id })))
    for (const each of [body.one, body.other]) mustHave(context, params.id, each);
  await keepOverrides(context, overrides, { ...asked, caller, said: body });
  return { swap, overrides: overrides.map(writtenOverride) };
}

/** Nobody gives away a time that is not theirs. */
function mustHave(
  context: TocsinContext,
  schedule: string,
  { person, from }: { readonly person: string; readonly from: string },
): void {
  const directory = directoryOf(context);
  const at = Date.parse(from);
  if (onCallAt(directory, schedule, at).some((shift) => shift.person === person)) return;
  const names = onCallAt(directory, schedule, at).map((shift) => personName(directory, shift.person));
  throw new HttpError(409, 'This cannot be done now', {
    detail: `${personName(directory, person)} is not on call at ${from}${names.length > 0 ? `: ${names.join(', ')} is` : ', nobody is'}. Load the calendar again.`,
  });
}

/** Together or not at all: they are checked before the first is kept. */
async function keepOverrides(context: TocsinContext, overrides: readonly Override[], change: Change) {
  const document: Partial<OnCallDocument> = { overrides: overrides.map(writtenOverride) };
  mustFit(context, document);
  const { request } = change.conditions;
  return Promise.all(
    overrides.map((value, index) =>
      keep(
        context,
        { kind: 'override', id: value.id, value },
        {
          ...change,
          said: { comment: change.said.comment },
          conditions: {
            ...change.conditions,
            ...(request && { request: { ...request, key: `${request.key}\n${index}` } }),
          },
        },
      ),
    ),
  );
}

/** Asked once more under its key it has the same name. */
function newId({ onCall }: TocsinContext, what: string, { request }: Conditions): string {
  const named = request && createHash('sha256').update(request.key).digest('hex').slice(0, 16);
  return `${what}-${named ?? onCall.newCode()}`;
}
