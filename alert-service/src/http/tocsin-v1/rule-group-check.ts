import type { Checked, FieldProblem, Response as Answer, Routes, RuleTrial as WireTrial } from '@tocsin/api';
import { type BookGroup, bookInForce } from '#core/rule-book';
import type { Rule, RuleGroup } from '#core/rule/rule';
import type { FieldFault } from '#config/rule-book';
import type { RuleTrial } from '#engine/rule-trial';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import { bookGroup } from './written-rule-group.ts';

type Asked = Checked<Routes['checkRuleGroup']>;

/** What is wrong with a group, and what it would do now. Nothing is kept of it. */
export async function checkRuleGroup(
  context: TocsinContext,
  { body }: Asked,
): Promise<Answer<Routes['checkRuleGroup']>> {
  const group = bookGroup(body.group);
  const { errors, warnings, group: checked } = verdict(context, group, body.id);
  const at = new Date(context.clock.now()).toISOString();
  if (errors.length > 0 || !checked || body.evaluate === false)
    return { at, errors, warnings, rules: [], notTried: 0 };
  const { tried, notTried } = await context.ruleBook.tryRules(checked, body.only);
  return {
    at,
    errors,
    warnings,
    rules: tried.flatMap(({ index, trial }) => wireTrial(checked.rules[index], index, trial)),
    notTried,
  };
}

/** Throws with what is wrong, field by field. */
export function mustFit(context: TocsinContext, group: BookGroup): void {
  const { errors } = context.ruleBook.check(group);
  if (errors.length === 0) return;
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new HttpError(400, 'This rule group cannot be kept', {
    detail: `${first?.message ?? ''}${more}`,
    errors: errors.map(inBody),
  });
}

interface Verdict {
  readonly errors: FieldProblem[];
  readonly warnings: FieldProblem[];
  readonly group?: RuleGroup;
}

/** A name that another group has is refused by the engine; here it is known before. */
function verdict({ engine, ruleBook }: TocsinContext, group: BookGroup, id: string | undefined): Verdict {
  const { errors, warnings, group: checked } = ruleBook.check(group);
  const taken = bookInForce(engine.state()).some((each) => each.id !== id && each.group.name === group.name);
  const message = 'another rule group made here has this name: choose another name';
  return {
    errors: [...(taken ? [{ path: ['name'], message }] : []), ...errors].map(inBody),
    warnings: warnings.map(inBody),
    ...(checked && { group: checked }),
  };
}

const inBody = ({ path, message, offset }: FieldFault): FieldProblem => ({
  path: ['group', ...path],
  message,
  ...(offset !== undefined && { offset }),
});

function wireTrial(rule: Rule | undefined, index: number, trial: RuleTrial): WireTrial[] {
  if (!rule) return [];
  const { threshold } = rule.kind === 'alerting' ? rule : { threshold: undefined };
  return [
    {
      index,
      kind: rule.kind,
      name: rule.name,
      ...trial,
      results: [...trial.results],
      findings: trial.findings.map((each) => ({ severity: 'warning', ...each })),
      ...(threshold && {
        graphExpression: threshold.left,
        limit: threshold.limit,
        comparison: threshold.op,
      }),
    },
  ];
}
