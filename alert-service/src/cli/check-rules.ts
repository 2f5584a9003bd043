import { counted } from '#lib/plain-text';
import { InvalidConfiguration } from '#config/config-error';
import { decodeText } from '#config/decode-text';
import { readRuleFile } from '#config/rule-files';
import type { RuleGroup } from '#core/rule/rule';
import { readRules, type ReadRules } from '#rule-test/rules';
import { checkConfigVerb } from './check-config.ts';
import { defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal, Verb } from './verb.ts';

const usage = `Usage: tocsin check rules [--lint=duplicate-rules|all|none] [--lint-fatal] [--ignore-unknown-fields] [FILE ...]
       tocsin check config FILE ...    (the same as tocsin check-config)
Reads rule files, or standard input, as Prometheus does, and lists all that is wrong with file, line and column. Rules
that are there twice are warned about, unless with --lint=none. What promtool refuses without --enable-feature is
taken here.
Exit code 1 if a file cannot be used, 3 if there is but a warning, with --lint-fatal.
`;

const options = {
  lint: { type: 'string', default: 'duplicate-rules' },
  'lint-fatal': { type: 'boolean', default: false },
  'ignore-unknown-fields': { type: 'boolean', default: false },
  'enable-feature': { type: 'string', multiple: true },
} as const;

const rulesVerb = defineVerb({
  ...{ name: 'check', usage, options },
  async run({ values, positionals }, terminal) {
    const [what, ...files] = positionals;
    if (what !== 'rules') throw new WrongArguments('say what to check: rules, or config');
    const reading = { ...usual, ignoreUnknownFields: values['ignore-unknown-fields'] };
    const lint = findsDoubles(values.lint, terminal);
    const found: Found[] = [];
    for (const file of files)
      found.push(await checked(file, () => readRules(file, reading), { lint, terminal }));
    if (files.length === 0)
      found.push(await checked(standardInput, () => readInput(terminal, reading), { lint, terminal }));
    if (found.includes('unusable')) return 1;
    return values['lint-fatal'] && found.includes('doubles') ? 3 : 0;
  },
});

export const checkVerb: Verb = {
  usage,
  run(args, terminal) {
    const [what, ...rest] = args;
    return what === 'config' ? checkConfigVerb.run(rest, terminal) : rulesVerb.run(args, terminal);
  },
};

/** The interval of groups that name none is not told here. */
const usual = { intervalMs: 60_000, queryOffsetMs: 0 };
const standardInput = 'standard input';

async function readInput(terminal: Terminal, reading: typeof usual): Promise<ReadRules> {
  const bytes = (await terminal.input?.()) ?? new Uint8Array();
  return readRuleFile(standardInput, decodeText(bytes, standardInput), reading);
}

/** promtool's list of lints, of which one is about rules; what it does not know it only warns about. */
function findsDoubles(list: string, terminal: Terminal): boolean {
  const lints = list.split(',').filter((lint) => lint !== '');
  for (const lint of lints)
    if (!['all', 'duplicate-rules', 'none'].includes(lint))
      terminal.print(`warning: there is no lint ${lint}\n`);
  return lints.includes('all') || lints.includes('duplicate-rules');
}

type Found = 'good' | 'doubles' | 'unusable';

async function checked(
  file: string,
  read: () => Promise<ReadRules>,
  { lint, terminal }: { readonly lint: boolean; readonly terminal: Terminal },
): Promise<Found> {
  try {
    const { groups, warnings } = await read();
    const doubles = lint ? doublesIn(groups) : [];
    for (const { line, column, message } of warnings)
      terminal.print(`warning: ${file}:${line}:${column}: ${message}\n`);
    for (const double of doubles) terminal.print(`warning: ${file}: ${double}\n`);
    terminal.print(`${file}: good: ${counted(groups.flatMap(({ rules }) => rules).length, 'rule')}\n`);
    return doubles.length > 0 ? 'doubles' : 'good';
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    terminal.complain(`${error.message}\n`);
    return 'unusable';
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
