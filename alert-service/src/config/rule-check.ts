import { isUtf8LabelName, type Labels } from '@tocsin/model';
import { defaultSource } from '#core/rule/rule';
import { checkPromql, metricNames } from '#prometheus/promql';
import { checkPrometheusTemplate } from '#template/index';
import type { Path } from './yaml-file.ts';
import type { WrittenRule } from './rule-schema.ts';

/** Where findings go: a path into the file, and an offset into the text that stands there. */
export interface Findings {
  readonly problem: (path: Path, message: string, offset?: number) => void;
  readonly warn: (path: Path, message: string) => void;
  /** Whether what rules say is written to where they are evaluated; absent where nobody knows. */
  readonly writesSeries?: boolean;
  /** The data source that is asked; the default one when absent. */
  readonly source?: string;
  /** Asked before each thing that may take long: whoever wrote the rules waits no longer. Absent: it is all checked. */
  readonly isOver?: () => boolean;
}

/** What to do where it is not written: the flag is of the default data source alone. */
export const howToWrite = ({ source = defaultSource }: Findings): string =>
  source === defaultSource
    ? 'add --remote-write.url, or remote_write to tocsin.yml'
    : `add remote_write to the data source "${source}" in tocsin.yml, or to all of that file`;

/** What the fields of a rule must be beyond their types. */
export function checkRule(rule: WrittenRule, path: Path, findings: Findings): void {
  const { problem } = findings;
  if (findings.isOver?.()) return;
  if (rule.record && rule.alert)
    problem([...path, 'record'], 'a rule has either `alert` or `record`: remove one');
  else if (rule.record) return checkRecording(rule, path, findings);
  else if (!rule.alert) problem(path, 'this rule has no name: add `alert: NameOfTheAlert`');
  checkExpression(rule.expr ?? '', [...path, 'expr'], findings);
  checkLabelNames(rule.labels ?? {}, [...path, 'labels'], findings);
  checkNames(rule.annotations ?? {}, [...path, 'annotations'], findings);
  for (const field of ['labels', 'annotations'] as const) {
    for (const [name, text] of Object.entries(rule[field] ?? {})) {
      if (findings.isOver?.()) return;
      for (const wrong of checkPrometheusTemplate(text, rule.alert)) {
        const { goText, remedy } = wrong;
        problem([...path, field, name], `broken template: ${goText}: ${remedy}`, offsetOf(text, wrong));
      }
    }
  }
}

/** A recording rule has the fields of a series, and no templates. */
function checkRecording(rule: WrittenRule, path: Path, findings: Findings): void {
  const name = rule.record ?? '';
  if (/[{}]/.test(name))
    findings.problem([...path, 'record'], 'braces do not belong into a name: put the labels into `labels`');
  for (const field of ['for', 'keep_firing_for', 'annotations'] as const) {
    if (field === 'annotations' ? Object.keys(rule.annotations ?? {}).length > 0 : (rule[field]?.ms ?? 0) > 0)
      findings.problem([...path, field], `a recording rule has no \`${field}\`: remove it`);
  }
  checkExpression(rule.expr ?? '', [...path, 'expr'], findings);
  checkLabelNames(rule.labels ?? {}, [...path, 'labels'], findings);
}

function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.join('\n').length + (before.length > 0 ? 1 : 0) + column - 1;
}

export function checkLabelNames(labels: Labels, path: Path, findings: Findings): void {
  checkNames(labels, path, findings);
  if (Object.hasOwn(labels, '__name__')) {
    findings.problem([...path, '__name__'], 'an alert has no label __name__: choose another name');
  }
}

function checkNames(named: Labels, path: Path, { problem }: Findings): void {
  for (const [name, value] of Object.entries(named)) {
    if (!isUtf8LabelName(name))
      problem([...path, name], 'a name must not be empty and must be valid UTF-8: rename it');
    if (!value.isWellFormed()) problem([...path, name], 'this value is not valid UTF-8: write it anew');
  }
}

function checkExpression(text: string, path: Path, findings: Findings): void {
  const { problem, warn } = findings;
  if (text === '') return problem(path, 'this rule has no expression: add `expr: …`');
  const checked = checkPromql(text, findings.isOver);
  if (checked.problem) {
    const { message, remedy, from } = checked.problem;
    return problem(path, `broken expression: ${message}: ${remedy}`, from);
  }
  if (checked.type === 'range vector' || checked.type === 'string') {
    warn(
      path,
      `every evaluation of this rule will fail: it gives a ${checked.type}, and an alert needs an instant vector`,
    );
  }
  if (findings.writesSeries !== false) return;
  const own = metricNames(text).find((name) => name === 'ALERTS' || name === 'ALERTS_FOR_STATE');
  if (own)
    warn(
      path,
      `${own} holds only what Prometheus's own rules say: those of this service are not written there; ${howToWrite(findings)}`,
    );
}
