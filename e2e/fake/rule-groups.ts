import type {
  FieldProblem,
  KeptRuleGroup,
  RuleGroupCheck,
  RuleGroupVersion,
  RuleTrial,
  WrittenRuleGroup,
} from '@tocsin/api';

interface Change {
  readonly group: WrittenRuleGroup;
  readonly comment?: string | undefined;
}

/** The rule groups made in the app, with the history of each, as the service would keep them. */
export class FakeRuleGroups {
  private readonly versions = new Map<string, RuleGroupVersion[]>();
  private readonly now: () => string;

  constructor(now: () => string) {
    this.now = now;
    this.keep('checkout', { change: 'made', group: checkout, by: 'Ann', comment: 'The shop asked for it' });
    const stricter = {
      ...checkout,
      rules: checkout.rules.map((rule) => ({ ...rule, expr: 'slow_checkouts > 0.5' })),
    };
    this.keep('checkout', { change: 'changed', group: stricter, by: 'Local user' });
  }

  list(withDeleted: boolean): KeptRuleGroup[] {
    return [...this.versions.keys()]
      .flatMap((id) => this.get(id) ?? [])
      .filter((group) => withDeleted || !group.deleted)
      .sort((a, b) => a.group.name.localeCompare(b.group.name));
  }

  get(id: string): KeptRuleGroup | undefined {
    const all = this.versions.get(id) ?? [];
    const [first, last] = [all.at(0), all.at(-1)];
    const group = all.findLast((version) => version.group)?.group;
    if (!first || !last || !group) return undefined;
    return {
      id,
      version: last.version,
      group,
      deleted: last.change === 'deleted',
      madeAt: first.at,
      madeBy: first.by,
      changedAt: last.at,
      changedBy: last.by,
      ...(last.comment !== undefined && { comment: last.comment }),
    };
  }

  history(id: string): { versions: RuleGroupVersion[] } | undefined {
    const all = this.versions.get(id);
    return all && { versions: all.toReversed() };
  }

  create(id: string | undefined, { group, comment }: Change): KeptRuleGroup | undefined {
    const chosen = id ?? `g${this.versions.size + 1}`;
    this.keep(chosen, { change: 'made', group, by: 'Local user', comment });
    return this.get(chosen);
  }

  replace(id: string, { group, comment }: Change): KeptRuleGroup | undefined {
    if (!this.versions.has(id)) return undefined;
    this.keep(id, { change: 'changed', group, by: 'Local user', comment });
    return this.get(id);
  }

  restore(id: string, wanted: number, comment?: string): KeptRuleGroup | undefined {
    const found = this.versions.get(id)?.find((version) => version.version === wanted)?.group;
    if (!found) return undefined;
    this.keep(id, { change: 'restored', restored: wanted, group: found, by: 'Local user', comment });
    return this.get(id);
  }

  delete(id: string): KeptRuleGroup | undefined {
    if (!this.versions.has(id)) return undefined;
    this.keep(id, { change: 'deleted', by: 'Local user' });
    return this.get(id);
  }

  check(group: WrittenRuleGroup): RuleGroupCheck {
    const errors = faultsOf(group);
    return {
      at: this.now(),
      errors,
      warnings: [],
      notTried: 0,
      rules: errors.length > 0 ? [] : group.rules.map(trialOf),
    };
  }

  export(): string {
    const groups = this.list(false).map(({ group: { source: _, ...group } }) => group);
    return `${JSON.stringify({ groups }, null, 2)}\n`;
  }

  private keep(
    id: string,
    change: Pick<RuleGroupVersion, 'change' | 'by' | 'comment' | 'group' | 'restored'>,
  ): void {
    const before = this.versions.get(id) ?? [];
    const versions = [
      ...before,
      {
        ...change,
        version: before.length + 1,
        at: this.now(),
        differences: differences(before.at(-1), change),
      },
    ];
    this.versions.set(id, versions);
  }
}

const checkout: WrittenRuleGroup = {
  name: 'checkout',
  interval: '30s',
  rules: [
    {
      alert: 'CheckoutSlow',
      expr: 'slow_checkouts > 1',
      for: '1m',
      labels: { severity: 'high' },
      annotations: { summary: 'Checkouts take {{ $value }} s' },
    },
  ],
};

function faultsOf(group: WrittenRuleGroup): FieldProblem[] {
  const unnamed = { path: ['group', 'name'], message: 'this group has no name: give it one' };
  const empty = group.rules.flatMap(({ expr }, index) =>
    expr.trim() === ''
      ? [{ path: ['group', 'rules', index, 'expr'], message: 'this rule has no expression: write one' }]
      : [],
  );
  return [...(group.name === '' ? [unnamed] : []), ...empty];
}

const trialOf = (rule: WrittenRuleGroup['rules'][number], index: number): RuleTrial => ({
  index,
  kind: rule.record === undefined ? 'alerting' : 'recording',
  name: rule.alert ?? rule.record ?? '',
  series: 1,
  ...graphOf(rule.expr),
  durationMs: 2,
  findings: [],
  results: [
    {
      labels: { ...rule.labels, job: 'checkout' },
      value: '0.084',
      ...(rule.record === undefined && { annotations: rule.annotations ?? {}, state: 'firing' as const }),
    },
  ],
});

/** The last comparison with a number, as far as a stand-in needs it. */
function graphOf(expression: string): Pick<RuleTrial, 'graphExpression' | 'limit' | 'comparison'> {
  const [, left, comparison, limit] = /^(.+?)\s*([<>])\s*([\d.]+)\s*$/s.exec(expression) ?? [];
  return left === undefined
    ? {}
    : { graphExpression: left, comparison: comparison === '<' ? '<' : '>', limit: Number(limit) };
}

const differences = (
  before: RuleGroupVersion | undefined,
  { group }: Pick<RuleGroupVersion, 'group'>,
): RuleGroupVersion['differences'] =>
  (group?.rules ?? []).flatMap((rule, index) => {
    const old = before?.group?.rules[index]?.expr;
    return old === rule.expr
      ? []
      : [
          {
            rule: rule.alert ?? rule.record ?? '',
            field: 'expr',
            ...(old !== undefined && { before: old }),
            after: rule.expr,
          },
        ];
  });
