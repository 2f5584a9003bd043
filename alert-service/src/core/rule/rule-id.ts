import { fingerprint, type Labels } from '@tocsin/model';
import { defaultSource } from './rule.ts';

export interface RuleKey {
  /** Told apart only where it is not the default one, so that the ids of a single source never change. */
  readonly source?: string;
  readonly file: string;
  readonly group: string;
  readonly name: string;
  /** As written, before templates. */
  readonly labels: Labels;
}

export function groupId({ source, file, name }: { source?: string; file: string; name: string }): string {
  const place = `${file};${name}`;
  return source === undefined || source === defaultSource ? place : `@${source};${place}`;
}

/** The data source of a rule, or a group, of this id. */
export const sourceOfId = (id: string): string => /^@([^;]*);/.exec(id)?.[1] ?? defaultSource;

/**
 * Ids for the rules of one group, in order: `file;group;name;hash of the static labels`, and `#2` for a second one
 * that reads alike. Neither the expression nor the place in the file counts, so editing those keeps an alert's life.
 */
export function createRuleIds(): (key: RuleKey) => string {
  const seen = new Map<string, number>();
  return ({ source, file, group, name, labels }) => {
    const place = groupId({ source, file, name: group });
    const id = [place, name, fingerprint(labels).slice(0, 8)].join(';');
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}#${count}`;
  };
}
