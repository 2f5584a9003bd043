import type { BookGroup, BookRule } from '#core/rule-book';
import { defaultSource, type RuleGroup } from '#core/rule/rule';
import { suggestion } from './nearest.ts';
import type { Findings } from './rule-check.ts';
import { checkGroups } from './rule-files.ts';
import { ruleGroups } from './rule-groups.ts';
import { ruleFile } from './rule-schema.ts';
import type { Path } from './yaml-file.ts';

/** What a data source has for groups that do not say. */
export interface BookSource {
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
}

/** What is wrong with one field: a path into the group. */
export interface FieldFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Where in the text of the field. */
  readonly offset?: number;
}

export interface CheckedBookGroup {
  readonly errors: readonly FieldFault[];
  readonly warnings: readonly FieldFault[];
  /** As the evaluator runs it; absent where there are errors. */
  readonly group?: RuleGroup;
}

/** Rules made in the app stand in no file: this is what is shown in its place. */
export const bookFile = 'app';

/** A group of the app, held to all that a rule file is held to, by the same code. */
export const checkBookGroup = (
  group: BookGroup,
  sources: ReadonlyMap<string, BookSource>,
  isOver: () => boolean = () => false,
): CheckedBookGroup => checkRulesOf(group, { file: bookFile, sources, isOver });

export interface CheckedAgainst {
  /** What is shown in place of a file. */
  readonly file: string;
  readonly sources: ReadonlyMap<string, BookSource>;
  readonly isOver?: () => boolean;
}

/** A group that stands in no file. */
export function checkRulesOf(
  { source: named, ...written }: BookGroup,
  { file, sources, isOver = () => false }: CheckedAgainst,
): CheckedBookGroup {
  const { errors, warnings, findings } = gather(isOver);
  const source = named === undefined || named === '' ? defaultSource : named;
  const usual = sources.get(source);
  if (!usual) errors.push({ path: ['source'], message: noSource(source, [...sources.keys()]) });
  const read = ruleFile.safeParse({ groups: [withoutEmpty(written)] });
  if (!read.success) {
    for (const { path, message } of read.error.issues) findings.problem(path, message);
    return { errors, warnings };
  }
  const groups = read.data?.groups ?? [];
  checkGroups(groups, findings);
  if (isOver()) errors.push({ path: ['name'], message: tooLong });
  if (errors.length > 0 || !usual) return { errors, warnings };
  const lineOf = (_: number, rule: number): number => rule + 1;
  const { intervalMs, queryOffsetMs } = usual;
  const [group] = ruleGroups(groups, { source, file, intervalMs, queryOffsetMs, lineOf });
  return { errors, warnings, ...(group && { group }) };
}

const tooLong = 'this group takes too long to check: make it smaller';
/** Nobody mends more of them at once. */
const mostErrors = 100;

const noSource = (name: string, known: readonly string[]): string =>
  known.length === 0
    ? 'there is no data source: start with --prometheus.url, or add data_sources to tocsin.yml'
    : `there is no data source ${JSON.stringify(name)}${suggestion(name, known)}`;

/** A field of a form that was left empty is one that is not given. */
const withoutEmpty = ({ interval, query_offset: offset, rules, ...group }: Omit<BookGroup, 'source'>) => ({
  ...group,
  ...(interval && { interval }),
  ...(offset && { query_offset: offset }),
  rules: rules.map(({ for: holdFor, keep_firing_for: keepFiring, ...rule }: BookRule) => ({
    ...rule,
    ...(holdFor && { for: holdFor }),
    ...(keepFiring && { keep_firing_for: keepFiring }),
  })),
});

interface Gathered {
  readonly errors: FieldFault[];
  readonly warnings: FieldFault[];
  readonly findings: Findings;
}

function gather(isOver: () => boolean): Gathered {
  const errors: FieldFault[] = [];
  const warnings: FieldFault[] = [];
  return {
    errors,
    warnings,
    findings: {
      isOver: () => errors.length >= mostErrors || isOver(),
      problem: (path, message, offset) =>
        void errors.push({ path: inGroup(path), message, ...(offset !== undefined && { offset }) }),
      warn: (path, message) => void warnings.push({ path: inGroup(path), message }),
    },
  };
}

/** Paths of a rule file begin with `groups` and an index; what is said of the group itself is said of its name. */
function inGroup(path: Path): (string | number)[] {
  const within = path.slice(2).map((key) => (typeof key === 'symbol' ? String(key) : key));
  return within.length === 0 ? ['name'] : within;
}
