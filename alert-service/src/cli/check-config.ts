import { counted } from '#lib/plain-text';
import { InvalidConfiguration } from '#config/config-error';
import { type Flags, parseFlags } from '#config/flags';
import { type Configuration, loadConfiguration } from '#config/load';
import { gapWarnings } from '#config/on-call/gap-warnings';
import { systemClock } from '#lib/clock';
import { openWebConfig } from '#config/web-config-file';
import type { Route } from '#core/route/route-tree';
import { silentLog } from '#lib/log';
import { checkedAlone } from './other-file.ts';
import type { Terminal, Verb } from './verb.ts';

const usage = `Usage: tocsin check-config FILE ...
       tocsin check-config --config.file=FILE [other flags of tocsin serve]

Would Tocsin start on these files? All that is wrong is listed with file, line and column, and what it would warn about.
With the flags of tocsin serve, every file that they name is read: tocsin.yml (--tocsin.config.file), rules, on call. Nothing is started, sent or written.
Exit code 1 if a file cannot be used.
`;

export const checkConfigVerb: Verb = {
  usage,
  async run(args, terminal) {
    const asFlags = args.length === 0 || args.some((argument) => argument.startsWith('-'));
    if (asFlags) return checked(args, terminal);
    const codes: number[] = [];
    for (const file of args)
      codes.push(
        (await checkedAlone(file, terminal)) ?? (await checked([`--config.file=${file}`], terminal)),
      );
    return Math.max(...codes);
  },
};

async function checked(args: readonly string[], terminal: Terminal): Promise<number> {
  const flags = parseFlags(args);
  if (!flags.ok) {
    terminal.complain(`tocsin check-config: ${flags.error}\n\n${usage}`);
    return 2;
  }
  if (flags.value.help) return (terminal.print(usage), 0);
  try {
    await check(flags.value, terminal);
    return 0;
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    terminal.complain(`${error.message}\n${flags.value['config.file']}: Tocsin would not start\n`);
    return 1;
  }
}

async function check(flags: Flags, terminal: Terminal): Promise<void> {
  const configuration = await loadConfiguration(flags);
  if (flags['web.config.file'] !== '') openWebConfig(flags['web.config.file'], silentLog);
  const gaps = gapWarnings(configuration.onCall, systemClock.now());
  for (const warning of [...configuration.warnings, ...gaps]) terminal.print(`warning: ${warning}\n`);
  terminal.print(`${flags['config.file']}: good: ${contents(configuration)}\n`);
}

function contents({ alertmanager, groups, onCall }: Configuration): string {
  const rules = groups.flatMap((group) => group.rules).length;
  return [
    counted(routesIn(alertmanager.root), 'route'),
    counted(alertmanager.receivers.size, 'receiver'),
    counted(alertmanager.inhibitRules.length, 'inhibition rule'),
    counted(alertmanager.timeIntervals.size, 'time interval'),
    counted(alertmanager.templates.length, 'template file'),
    ...(rules > 0 ? [counted(rules, 'rule')] : []),
    ...onCallContents(onCall.objects),
  ].join(', ');
}

const onCallNames = [
  ['person', 'person', 'people'],
  ['schedule', 'schedule', 'schedules'],
  ['policy', 'policy', 'policies'],
] as const;

function onCallContents(objects: Configuration['onCall']['objects']): string[] {
  return onCallNames.flatMap(([kind, one, many]) => {
    const count = objects.filter((object) => object.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
}

const routesIn = (route: Route): number => route.children.reduce((sum, child) => sum + routesIn(child), 1);
