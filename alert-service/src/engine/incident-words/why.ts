import {
  clockWords,
  type Flushed,
  integrationWords,
  isToldReason,
  type LedgerEntry,
  type LedgerPage,
  type NotToldReason,
  type Paged,
  type PageReason,
  reasonTexts,
} from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import { onCallAt } from '#core/on-call/shift';
import { doesWords, type View } from './next.ts';
import { contactName, nameOf } from './names.ts';

/** One answer to "why": they were told, or they were not. */
export interface WhySentence {
  readonly question: string;
  readonly sentence: string;
  readonly reason: string;
  readonly negative: boolean;
  readonly at: number;
}

interface Found<E extends LedgerEntry> {
  readonly at: number;
  readonly entry: E;
}

/** Why these people, why not those, why not that channel: of each the last that the ledger says. */
export function whySentences(
  view: View,
  incident: Incident,
  pages: readonly LedgerPage[],
): readonly WhySentence[] {
  const all = pages.flatMap(({ at, entries }) => entries.map((entry) => ({ at, entry })));
  return [
    ...peopleWhy(view, incident, all),
    ...comingWhy(view, incident),
    ...nobodyWhy(view, incident, all),
    ...contactsWhy(view, incident, all),
    ...channelsWhy(incident, all),
  ];
}

const lastOf = <E extends LedgerEntry>(
  found: readonly Found<E>[],
  keyOf: (entry: E) => string,
): Found<E>[] => [...new Map(found.map((each) => [keyOf(each.entry), each])).values()];

function ofKind<K extends LedgerEntry['kind']>(
  all: readonly Found<LedgerEntry>[],
  kind: K,
): Found<Extract<LedgerEntry, { kind: K }>>[] {
  const isIt = (each: Found<LedgerEntry>): each is Found<Extract<LedgerEntry, { kind: K }>> =>
    each.entry.kind === kind;
  return all.filter(isIt);
}

/** Who was called, with how they are on call; and who was not, though a step asked for them. */
function peopleWhy(view: View, { id }: Incident, all: readonly Found<LedgerEntry>[]): WhySentence[] {
  const mine = ofKind(all, 'page').filter(({ entry }) => entry.incident === id);
  return lastOf(mine, ({ target }) => `${target.kind} ${target.id}`).map(({ at, entry }) => {
    const name = nameOf(view.state.directory, entry.target, at);
    const verb = entry.target.kind === 'person' ? 'paged' : entry.target.kind === 'receiver' ? 'told' : 'run';
    const called = entry.page !== undefined;
    return {
      question: called ? `Why ${name} was ${verb}` : `Why ${name} was not ${verb}`,
      sentence: called ? calledWords(view, at, entry) : `${reasonTexts[entry.why] ?? entry.why}`,
      reason: entry.why,
      negative: !called,
      at,
    };
  });
}

const calledBecause: Readonly<Record<PageReason, string>> = {
  'policy-step': 'a step of the policy tells them',
  'last-resort': 'nobody else answered or could be told, and they are the last resort',
  'severity-raised': 'the incident got worse than when it was acknowledged',
  'new-service': 'the incident reached a service that it had not when it was acknowledged',
  'acknowledgement-expired': 'the acknowledgement was not renewed, and the policy began again',
  'snooze-ended': 'the snooze was over, it still fired, and the policy began again',
  'handed-back': 'the incident was handed back, and the policy began again',
  reopened: 'the incident fired again',
  assigned: 'somebody gave them the incident',
  asked: 'somebody asked for them by hand',
  test: 'somebody tests the policy',
};

const isPageReason = (reason: string): reason is PageReason => Object.hasOwn(calledBecause, reason);

function calledWords(view: View, at: number, { target, why, level, schedule }: Paged): string {
  const { directory } = view.state;
  const because = isPageReason(why) ? calledBecause[why] : why;
  const placed = level === undefined ? '' : `, level ${level}`;
  const name = nameOf(directory, target, at);
  const shift = schedule && onCallAt(directory, schedule, at).find(({ person }) => person === target.id);
  const until = shift && shift.to < 8.64e15 ? ` until ${clockWords(shift.to, { ...view, now: at })}` : '';
  const duty =
    schedule === undefined
      ? ''
      : `, and ${name} is on call in ${nameOf(directory, { kind: 'schedule', id: schedule }, at)}${until}`;
  return capital(`${because}${placed}${duty}: ${clockWords(at, view)}.`);
}

/** Who comes next, and when. */
function comingWhy(view: View, incident: Incident): WhySentence[] {
  const escalation = view.state.escalations.get(incident.id);
  const at = escalation?.nextStepAt;
  if (escalation?.status !== 'running' || at === undefined || at <= view.now) return [];
  const step = escalation.policy.steps[escalation.step];
  if (!step) return [];
  const does = doesWords(view, step, at).replace(/^(pages|tells|runs) /, '');
  return [
    {
      question: `Why not yet: ${does}`,
      sentence: `Step ${escalation.step + 1} of ${escalation.policy.name} begins at ${clockWords(at, view)}, if nobody has it by then.`,
      reason: 'policy-step',
      negative: true,
      at: view.now,
    },
  ];
}

/** A schedule with a gap, a team without members: why a step told nobody there. */
function nobodyWhy(view: View, { id }: Incident, all: readonly Found<LedgerEntry>[]): WhySentence[] {
  const mine = ofKind(all, 'escalation').filter(
    ({ entry }) => entry.incident === id && entry.change === 'told-nobody' && entry.asked !== undefined,
  );
  return lastOf(mine, ({ asked = '' }) => asked).map(({ at, entry: { asked = '', why = 'no-step' } }) => {
    const [, kind = '', name = asked] = /^(\S+) (.*)$/s.exec(asked) ?? [];
    const called =
      kind === 'schedule' || kind === 'team' || kind === 'policy'
        ? nameOf(view.state.directory, { kind, id: name }, at)
        : name;
    return {
      question: `Why nobody of ${called}`,
      sentence: reasonTexts[why] ?? why,
      reason: why,
      negative: true,
      at,
    };
  });
}

const telling: readonly string[] = ['waits', 'stopped', 'failed'];

/** Messages of a page that were not sent, or wait. */
function contactsWhy(view: View, { id }: Incident, all: readonly Found<LedgerEntry>[]): WhySentence[] {
  const mine = ofKind(all, 'contact').filter(({ entry }) => entry.incident === id);
  const last = lastOf(mine, ({ integration }) => integration).filter(({ entry }) =>
    telling.includes(entry.change),
  );
  return last.flatMap(({ at, entry: { integration, reason, error } }) => {
    if (reason === undefined) return [];
    const { who, how } = contactName(view.state.directory, integration, at);
    const said = error === undefined ? '' : ` (${error})`;
    return [
      {
        question: `Why no ${how} to ${who}`,
        sentence: `${reasonTexts[reason] ?? reason}${said}`,
        reason,
        negative: true,
        at,
      },
    ];
  });
}

const unremarkable: readonly NotToldReason[] = [
  'deduplicated',
  'queued-behind',
  'never-told',
  'resolved-not-wanted',
];

/** Receivers that have not been told at their last flush. */
function channelsWhy({ group }: Incident, all: readonly Found<LedgerEntry>[]): WhySentence[] {
  const mine = ofKind(all, 'flush').filter(({ entry }) => entry.group === group);
  const isNoNews = ({ entry: { reason } }: Found<Flushed>): boolean =>
    unremarkable.some((each) => each === reason) || isToldReason(reason);
  return lastOf(mine, ({ integration }) => integration)
    .filter((each) => !each.entry.told && !isNoNews(each))
    .map(({ at, entry: { integration, reason, because = [] } }) => {
      const intervals = because.flatMap((each) => ('intervals' in each ? each.intervals : []));
      const which = intervals.length > 0 ? ` (${[...new Set(intervals)].join(', ')})` : '';
      return {
        question: `Why not ${integrationWords(integration)}`,
        sentence: `${reasonTexts[reason] ?? reason}${which}`,
        reason,
        negative: true,
        at,
      };
    });
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
