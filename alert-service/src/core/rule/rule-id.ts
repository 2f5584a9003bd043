import { fingerprint, type Labels } from '@tocsin/model';

export interface RuleKey {
  readonly file: string;
  readonly group: string;
  readonly name: string;
  /** As written, before templates. */
  readonly labels: Labels;
}

/**
 * Ids for the rules of one group, in order: `file;group;name;hash of the static labels`, and `#2` for a second one
 * that reads alike. Neither the expression nor the place in the file counts, so editing those keeps an alert's life.
 */
export function createRuleIds(): (key: RuleKey) => string {
  const seen = new Map<string, number>();
  return ({ file, group, name, labels }) => {
    const id = [file, group, name, fingerprint(labels).slice(0, 8)].join(';');
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}#${count}`;
  };
}
