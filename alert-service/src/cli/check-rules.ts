import { counted } from '#channels/plain-text';
import { InvalidConfiguration } from '#config/config-error';
import type { RuleGroup } from '#core/rule/rule';
import { readRules } from '#rule-test/rules';
import { checkConfigVerb } from './check-config.ts';
import { defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal, Verb } from './verb.ts';

const usage = `Usage: tocsin check rules [--lint-fatal] FILE ...
       tocsin check config FILE ...    (the same as tocsin check-config)
Reads rule files as Prometheus does, and lists all that is wrong with file, line and column. Rules that are there twice
are warned about.
Exit code 1 if a file cannot be used, or is warned about with --lint-fatal.
`;

const options = {
  'lint-fatal': { type: 'boolean', default: false },
} as const;

const rulesVerb = defineVerb({
  ...{ name: 'check', usage, options },
  async run({ values, positionals }, terminal) {
    const [what, ...files] = positionals;
    if (what !== 'rules') throw new WrongArguments('say what to check: rules, or config');
    if (files.length === 0) throw new WrongArguments('name a rule file');
    const codes: number[] = [];
    for (const file of files) codes.push(await checked(file, values['lint-fatal'], terminal));
    return Math.max(...codes);
  },
});

export const checkVerb: Verb = {
  usage,
  run(args, terminal) {
    const [what, ...rest] = args;
    return what === 'config' ? checkConfigVerb.run(rest, terminal) : rulesVerb.run(args, terminal);
  },
};

/** For groups that name none: it is not told here. */
const usualIntervalMs = 60_000;

async function checked(file: string, lintFatal: boolean, terminal: Terminal): Promise<number> {
  try {
    const { groups, warnings } = await readRules(file, usualIntervalMs);
    const doubles = doublesIn(groups);
    for (const { line, column, message } of warnings)
      terminal.print(`warning: ${file}:${line}:${column}: ${message}\n`);
    for (const double of doubles) terminal.print(`warning: ${file}: ${double}\n`);
    terminal.print(`${file}: good: ${counted(groups.flatMap(({ rules }) => rules).length, 'rule')}\n`);
    return lintFatal && doubles.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    terminal.complain(`${error.message}\n`);
    return 1;
  }
}

/** Rules of one name with the same labels, in whatever group: upstream's lint of that name. */
function doublesIn(groups: readonly RuleGroup[]): string[] {
  const seen = new Map<string, number>();
  for (const { rules } of groups) {
    for (const rule of rules) {
      const labels = Object.entries(rule.labels).sort(([a], [b]) => (a < b ? -1 : 1));
      const key = `${rule.name} ${JSON.stringify(Object.fromEntries(labels))}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  return [...seen]
    .filter(([, count]) => count > 1)
    .map(([rule, count]) => `the rule ${rule} is there ${count} times: give them different labels`);
}
