import path from 'node:path';
import type { Matcher } from '@tocsin/model';
import type { ObjectVersion, OnCallKind } from '#core/on-call/directory';
import type { BookVersion } from '#core/rule-book';
import type { Silence } from '#core/mute/silence';
import type { State } from '#core/state';
import type { SomeChange } from './some-change.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What was done here, in rules, silences and on call: all of it is kept anyway, so it is read and not written twice. */
export function ownChanges(state: State, span: Span): SomeChange[] {
  const isIn = (at: number): boolean => at >= span.from && at <= span.to;
  return [
    ...[...state.book.values()]
      .flat()
      .filter(({ at }) => isIn(at))
      .map(ofRules),
    ...[...state.silences.values()]
      .flatMap((silence) => ofSilence(silence, state.now))
      .filter(({ at }) => isIn(at)),
    ...onCallVersions(state)
      .filter((version) => isIn(version.at) && isTold(version))
      .map(ofOnCall),
  ];
}

const rulesDid: Readonly<Record<BookVersion['change'], string>> = {
  made: 'was made',
  changed: 'was changed',
  deleted: 'was deleted',
  restored: 'was put back to an older version',
};

function ofRules({ id, version, at, by, comment, change, group }: BookVersion): SomeChange {
  const named = [group?.labels, ...(group?.rules ?? []).map(({ labels }) => labels)];
  const services = named
    .flatMap((labels) => labels?.['service'] ?? [])
    .filter((name) => !name.includes('{{'));
  return {
    ...{ id: `rules-${id}-${version}`, at, kind: 'rule', source: 'tocsin', by },
    services: [...new Set(services)],
    title: `Rule group ${group?.name ?? id} ${rulesDid[change]}`,
    ...(comment !== undefined && { description: comment }),
  };
}

/** When it began and when it ended, as far as that is past. */
function ofSilence(silence: Silence, now: number): SomeChange[] {
  const { id, startsAt, endsAt, createdBy, comment } = silence;
  const shared = {
    ...({ kind: 'silence', source: 'tocsin' } as const),
    services: servicesOf(silence),
    ...(comment !== '' && { description: comment }),
  };
  const made: SomeChange = {
    ...{ ...shared, id: `silence-${id}`, at: startsAt, by: createdBy },
    title: `A silence by ${createdBy} began`,
  };
  const ended: SomeChange = {
    ...shared,
    id: `silence-${id}-end`,
    at: endsAt,
    title: `A silence by ${createdBy} ended`,
  };
  return [...(startsAt <= now ? [made] : []), ...(endsAt <= now ? [ended] : [])];
}

const serviceLabels: ReadonlySet<string> = new Set(['service', 'service_name', 'job']);

const servicesOf = ({ matcherSets }: Silence): string[] => [
  ...new Set(matcherSets.flat().flatMap((matcher) => namedBy(matcher))),
];

function namedBy({ name, op, value }: Matcher): string[] {
  if (!serviceLabels.has(name)) return [];
  if (op === '=') return [value];
  // `a|b|c` names three; anything else of a pattern could be any.
  return op === '=~' && /^[\w.-]+(?:\|[\w.-]+)*$/u.test(value) ? value.split('|') : [];
}

const onCallWords: Partial<Readonly<Record<OnCallKind, string>>> = {
  schedule: 'Schedule',
  policy: 'Escalation policy',
  override: 'An override',
  team: 'Team',
};

/** Without what the files said when they were read for the first time: that was no change of anything. */
function onCallVersions(state: State): ObjectVersion[] {
  const versions = [...state.directory.values()].flat();
  const firstRead = versions.reduce(
    (first, { source, at }) => (source === 'file' ? Math.min(first, at) : first),
    Infinity,
  );
  return versions.filter(({ source, at }) => source !== 'file' || at !== firstRead);
}

/** Of a file its name: the folders before it are the same for all, and long. */
const byOf = ({ source, by }: ObjectVersion): string => (source === 'file' ? path.basename(by) : by);

/** How somebody wants to be told is theirs. */
const isTold = ({ kind }: ObjectVersion): boolean => onCallWords[kind] !== undefined;

function ofOnCall(told: ObjectVersion): SomeChange {
  const { kind, id, version, at, comment, value } = told;
  const what = kind === 'override' ? 'An override of on call' : `${onCallWords[kind] ?? kind} ${id}`;
  const did = value === undefined ? 'was deleted' : version === 1 ? 'was made' : 'was changed';
  return {
    ...{
      id: `on-call-${kind}-${id}-${version}`,
      at,
      kind: 'on-call',
      services: [],
      source: 'tocsin',
      by: byOf(told),
    },
    title: `${what} ${did}`,
    ...(comment !== undefined && { description: comment }),
  };
}
