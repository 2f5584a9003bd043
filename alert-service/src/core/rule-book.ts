import type { Labels } from '@tocsin/model';
import type { RuleGroupInput } from './input.ts';
import { silenceId } from './mute/silence-id.ts';
import { sameContent } from './rule-book-differences.ts';
import type { State } from './state.ts';
import type { Turn } from './turn.ts';

/** A rule that a person made, in the words of Prometheus's rule file, so that it can go back into one. */
export interface BookRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

/** A group of them. Whoever lets one in has checked it as rule files are checked. */
export interface BookGroup {
  readonly name: string;
  /** The data source that is asked; the default one when absent. */
  readonly source?: string;
  readonly interval?: string;
  readonly query_offset?: string;
  readonly limit?: number;
  readonly labels?: Labels;
  readonly rules: readonly BookRule[];
}

/** One version of one group: all of it, and who made it so. Never changed once it is written. */
export interface BookVersion {
  readonly id: string;
  /** From 1 on. */
  readonly version: number;
  readonly change: 'made' | 'changed' | 'deleted' | 'restored';
  /** The older version that was put in force again. */
  readonly restored?: number;
  readonly at: number;
  readonly by: string;
  readonly comment?: string;
  /** Absent: deleted. */
  readonly group?: BookGroup;
}

export type BookAnswer =
  | { readonly kind: 'rule-group-kept'; readonly id: string }
  | { readonly kind: 'unknown-rule-group' }
  /** `version`: somebody changed it meanwhile; `name`: the name is `other`'s; `exists`: the id is another's. */
  | {
      readonly kind: 'rule-group-conflict';
      readonly why: 'version' | 'name' | 'exists' | 'deleted';
      readonly other: string;
    };

/** So many versions of a group are kept: a program that writes each minute does not fill the memory. */
export const mostVersions = 1_000;
/** Of all versions of a group together; a few are kept however long they are. */
export const mostCharacters = 16_000_000;
const fewestVersions = 10;
/** Of so many deleted groups the history is kept. */
export const mostDeleted = 1_000;

export const bookKey = ({ id, version }: Pick<BookVersion, 'id' | 'version'>): string => `${id}\n${version}`;

/** The groups in force, each in its newest version. */
export const bookInForce = (state: State): (BookVersion & { readonly group: BookGroup })[] =>
  [...state.book.values()].flatMap((versions) => {
    const newest = versions.at(-1);
    return newest?.group ? [{ ...newest, group: newest.group }] : [];
  });

/**
 * A person makes, changes or deletes a group. A change names the version it saw, so that nobody undoes what somebody
 * else did meanwhile; one that says what is in force already is answered as done, since it may be sent twice.
 */
export function takeRuleGroup(turn: Turn, input: RuleGroupInput): BookAnswer {
  switch (input.change) {
    case 'make':
      return make(turn, input);
    case 'set':
      return set(turn, input);
    case 'delete':
      return remove(turn, input);
  }
}

type Asked<C extends RuleGroupInput['change']> = Extract<RuleGroupInput, { change: C }>;

function make(turn: Turn, input: Asked<'make'>): BookAnswer {
  const id = input.id ?? newId(turn);
  const before = turn.state.book.get(id);
  if (before) {
    const [first] = before;
    const again = first?.group && before.at(-1)?.group && sameContent(first.group, input.group);
    return again ? kept(id) : conflict('exists', id);
  }
  const other = holderOf(turn.state, input.group.name, id);
  if (other !== undefined) return conflict('name', other);
  return keep(turn, input, { id, version: 1, change: 'made', group: input.group });
}

function set(turn: Turn, input: Asked<'set'>): BookAnswer {
  const { id, group, version, restored } = input;
  const newest = turn.state.book.get(id)?.at(-1);
  if (!newest) return { kind: 'unknown-rule-group' };
  if (newest.group && sameContent(newest.group, group)) return kept(id);
  if (newest.version !== version) return conflict('version', id);
  if (!newest.group && restored === undefined) return conflict('deleted', id);
  const other = holderOf(turn.state, group.name, id);
  if (other !== undefined) return conflict('name', other);
  const change = restored === undefined ? 'changed' : 'restored';
  return keep(turn, input, {
    id,
    version: version + 1,
    change,
    group,
    ...(restored !== undefined && { restored }),
  });
}

function remove(turn: Turn, input: Asked<'delete'>): BookAnswer {
  const { id, version } = input;
  const newest = turn.state.book.get(id)?.at(-1);
  if (!newest) return { kind: 'unknown-rule-group' };
  if (!newest.group) return kept(id);
  if (version !== undefined && newest.version !== version) return conflict('version', id);
  return keep(turn, input, { id, version: newest.version + 1, change: 'deleted' });
}

function keep(
  turn: Turn,
  { by, comment, via }: Pick<RuleGroupInput, 'by' | 'comment' | 'via'>,
  next: Omit<BookVersion, 'at' | 'by' | 'comment'>,
): BookAnswer {
  const { id, version, change } = next;
  const name = next.group?.name ?? turn.state.book.get(id)?.at(-1)?.group?.name ?? '';
  const said = { by, ...(comment !== undefined && comment !== '' && { comment }) };
  turn.putBookVersion({ ...next, at: turn.now, ...said });
  forgetOldest(turn, id);
  if (change === 'deleted') forgetDeleted(turn);
  turn.record({ kind: 'rule-group', group: id, name, version, change, ...said, ...(via && { via }) });
  return kept(id);
}

function forgetOldest(turn: Turn, id: string): void {
  const versions = turn.state.book.get(id) ?? [];
  let count = versions.length;
  let length = versions.reduce((sum, version) => sum + lengthOf(version), 0);
  for (const oldest of versions) {
    if (count <= mostVersions && (count <= fewestVersions || length <= mostCharacters)) return;
    turn.dropBookVersion(oldest);
    count -= 1;
    length -= lengthOf(oldest);
  }
}

const lengths = new WeakMap<BookVersion, number>();

function lengthOf(version: BookVersion): number {
  const length = lengths.get(version) ?? JSON.stringify(version).length;
  lengths.set(version, length);
  return length;
}

/** Those deleted longest ago are forgotten. */
function forgetDeleted(turn: Turn): void {
  const deleted = [...turn.state.book.values()].filter((versions) => !versions.at(-1)?.group);
  const excess = Math.max(0, deleted.length - mostDeleted);
  const deletedAt = (versions: readonly BookVersion[]): number => versions.at(-1)?.at ?? 0;
  const oldest = excess === 0 ? [] : deleted.sort((a, b) => deletedAt(a) - deletedAt(b)).slice(0, excess);
  for (const version of oldest.flat()) turn.dropBookVersion(version);
}

const kept = (id: string): BookAnswer => ({ kind: 'rule-group-kept', id });

type Conflict = Extract<BookAnswer, { kind: 'rule-group-conflict' }>;

const conflict = (why: Conflict['why'], other: string): BookAnswer => ({
  kind: 'rule-group-conflict',
  why,
  other,
});

/** Who has the name, besides `id`: in the one rule file that all of them are, a name is given once. */
const holderOf = (state: State, name: string, id: string): string | undefined =>
  bookInForce(state).find((each) => each.id !== id && each.group.name === name)?.id;

function newId({ state, seq, chance }: Turn): string {
  for (;;) {
    const id = silenceId(seq, chance);
    if (!state.book.has(id)) return id;
  }
}

/** Shared with recovery, which reads the rows of a group in any order. */
export function keepBookVersion(state: State, next: BookVersion): void {
  const others = (state.book.get(next.id) ?? []).filter(({ version }) => version !== next.version);
  const versions = [...others, next];
  if ((others.at(-1)?.version ?? 0) > next.version) versions.sort((a, b) => a.version - b.version);
  state.book.set(next.id, versions);
}
