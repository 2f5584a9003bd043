import { isUtf8LabelName } from '@tocsin/model';
import { compileGoRegexp, type GoRegexp } from '@tocsin/model/matchers';
import { z } from 'zod';
import { type RelabelAction, relabelActions, type RelabelRule } from '#core/relabel';
import { fields, given, listOf, orElse, text } from './fields.ts';
import { suggestion } from './nearest.ts';
import { PlainScalar } from './yaml-file.ts';

const usual = { separator: ';', regex: '(.*)', replacement: '$1' };

const isAction = (written: string): written is RelabelAction =>
  relabelActions.some((action) => action === written);

const Action = text.transform((written, context) => {
  const action = written.toLowerCase();
  if (isAction(action)) return action;
  const message = `there is no relabel action "${written}"${suggestion(action, relabelActions)}: it is one of ${relabelActions.join(', ')}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Anchored as Prometheus does it. The pattern is not looked into: `a)|(b` means what it means there. */
const anchored = (pattern: string): string => `^(?s:${pattern})$`;

const Regex = text.transform((written, context) => {
  const found = compileGoRegexp(anchored(written));
  if (found.ok) return written;
  const message = `this regular expression cannot be read: ${found.error.replace(anchored(written), written)}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** 64 bits, which a number here has not: kept as it is written. */
const Modulus = z
  .custom<PlainScalar>((value) => value instanceof PlainScalar && /^\d{1,19}$/.test(value.source), {
    message: 'expected a whole number above zero, without quotes',
  })
  .transform(({ source }) => source);

const RelabelFields = fields({
  source_labels: given(listOf(text, 'names of labels')),
  separator: given(text),
  regex: given(Regex),
  modulus: given(Modulus),
  target_label: given(text),
  replacement: given(text),
  action: given(Action),
});
type RelabelFields = z.output<typeof RelabelFields>;

const isZero = (modulus: string | undefined): boolean => BigInt(modulus ?? '0') === 0n;

type Wrong = (field: string, message: string) => void;

const needsTarget: ReadonlySet<RelabelAction> = new Set([
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
]);
const keepsText: ReadonlySet<RelabelAction> = new Set(['lowercase', 'uppercase', 'keepequal', 'dropequal']);

/** What Prometheus refuses in an entry, by its `Validate` with UTF-8 names. */
const checkFields = (written: RelabelFields, context: z.RefinementCtx): void => {
  const wrong: Wrong = (field, message) =>
    context.addIssue({ code: 'custom', message, path: Object.hasOwn(written, field) ? [field] : [] });
  const { action = 'replace', target_label: target = '', replacement = usual.replacement } = written;
  if (action === 'hashmod' && isZero(written.modulus))
    wrong('modulus', 'hashmod needs a modulus above zero: add `modulus: …`');
  if (needsTarget.has(action) && target === '')
    wrong('target_label', `${action} needs to know which label: add \`target_label: …\``);
  else if (needsTarget.has(action) && !isUtf8LabelName(target))
    wrong('target_label', 'this cannot be the name of a label');
  if (keepsText.has(action) && replacement !== usual.replacement)
    wrong('replacement', `${action} replaces nothing: take \`replacement\` out`);
  if (action === 'labelmap' && !isUtf8LabelName(replacement))
    wrong('replacement', 'labelmap makes the new names from `replacement`: it cannot be empty');
  for (const field of superfluous(action, written))
    wrong(field, `${action} does not look at \`${field}\`: take it out`);
};

/** Fields that these actions do not take, where they say anything else than what holds anyway. */
const superfluous = (action: RelabelAction, written: RelabelFields): string[] => {
  const others = [
    (written.separator ?? usual.separator) !== usual.separator && 'separator',
    !isZero(written.modulus) && 'modulus',
  ];
  const ofNames = [
    written.source_labels !== undefined && 'source_labels',
    Boolean(written.target_label) && 'target_label',
    (written.replacement ?? usual.replacement) !== usual.replacement && 'replacement',
  ];
  const found =
    action === 'keepequal' || action === 'dropequal'
      ? [written.regex !== undefined && 'regex', ...others]
      : action === 'labeldrop' || action === 'labelkeep'
        ? [...ofNames, ...others]
        : [];
  return found.filter((field) => field !== false);
};

/** A list of Prometheus's relabelling rules, as every `…relabel_configs` is. */
export const relabelConfigs = orElse(listOf(RelabelFields.superRefine(checkFields), 'relabelling rules'), []);

export const relabelRules = (written: z.output<typeof relabelConfigs>): readonly RelabelRule[] =>
  written.map((rule) => ({
    action: rule.action ?? 'replace',
    sourceLabels: rule.source_labels ?? [],
    separator: rule.separator ?? usual.separator,
    regex: compiled(rule.regex ?? usual.regex),
    modulus: BigInt(rule.modulus ?? '0'),
    targetLabel: rule.target_label ?? '',
    replacement: rule.replacement ?? usual.replacement,
  }));

/** Of a pattern that has been checked. */
const compiled = (pattern: string): GoRegexp => {
  const found = compileGoRegexp(anchored(pattern));
  if (!found.ok) throw new Error(found.error);
  return found.value;
};
