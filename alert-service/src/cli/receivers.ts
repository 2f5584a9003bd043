import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { createDeliver } from '#channels/deliver';
import { createExpand } from '#channels/expand';
import { integrationsOf } from '#channels/integrations';
import { createRouteLabels } from '#channels/route-labels';
import { createSafeFetch } from '#channels/safe-fetch';
import { tryReceiver, type Tried } from '#channels/try-receiver';
import { parseFlags } from '#config/flags';
import { type Configuration, loadConfiguration } from '#config/load';
import type { ConfiguredReceiver } from '#config/receivers';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/log';
import { CannotRun, defineVerb, WrongArguments } from './define-verb.ts';
import type { Terminal } from './verb.ts';

const usage = `Usage: tocsin receivers test [--config.file=FILE] [--tocsin.config.file=FILE] RECEIVER [INTEGRATION]
       tocsin receivers list [--config.file=FILE]

Sends a test message through a receiver of the configuration, from here and once: nothing is routed, told or repeated.
INTEGRATION is such as slack[0]; without it all of them are tried. Exit code 1 if one did not take it.
`;

const options = {
  'config.file': { type: 'string', default: 'alertmanager.yml' },
  'tocsin.config.file': { type: 'string', default: '' },
  'web.external-url': { type: 'string', default: 'http://localhost:9093' },
} as const;

type Values = Readonly<Record<'config.file' | 'tocsin.config.file' | 'web.external-url', string>>;

export const receiversVerb = defineVerb({
  ...{ name: 'receivers', usage, options },
  async run({ values, positionals }, terminal) {
    const [what, name, integration] = positionals;
    if (what === 'list') return list(await load(values), terminal);
    if (what !== 'test') throw new WrongArguments('say what to do: test, or list');
    if (name === undefined) throw new WrongArguments('name the receiver to test');
    return run({ values, name, integration, terminal });
  },
});

async function load(values: Values): Promise<Configuration> {
  const flags = parseFlags([
    `--config.file=${values['config.file']}`,
    ...(values['tocsin.config.file'] ? [`--tocsin.config.file=${values['tocsin.config.file']}`] : []),
  ]);
  if (!flags.ok) throw new Error(flags.error);
  return loadConfiguration(flags.value);
}

function list({ alertmanager }: Configuration, terminal: Terminal): number {
  for (const { name, integrations } of alertmanager.receivers.values())
    terminal.print(`${name}  ${integrations.map(({ key }) => key).join(', ') || '(tells nobody)'}\n`);
  return 0;
}

interface Asked {
  readonly values: Values;
  readonly name: string;
  readonly integration: string | undefined;
  readonly terminal: Terminal;
}

async function run({ values, name, integration, terminal }: Asked): Promise<number> {
  const configuration = await load(values);
  const { receivers } = configuration.alertmanager;
  const receiver = receivers.get(name);
  if (!receiver) throw new CannotRun(`there is no receiver ${name}: ${[...receivers.keys()].join(', ')}`);
  if (integration !== undefined && !receiver.integrations.some(({ key }) => key === integration)) {
    const keys = receiver.integrations.map(({ key }) => key).join(', ');
    throw new CannotRun(`${name} has no ${integration}: ${keys || 'it tells nobody'}`);
  }
  const results = await send(configuration, {
    receiver,
    integration,
    externalUrl: values['web.external-url'],
  });
  if (results.length === 0) terminal.print(`${name} has no integrations: it tells nobody\n`);
  for (const tried of results) terminal.print(`${lineOf(tried)}\n`);
  return results.every(({ delivered }) => delivered) ? 0 : 1;
}

const lineOf = ({ integration, delivered, tookMs, error }: Tried): string =>
  delivered
    ? `delivered      ${integration}  in ${tookMs} ms`
    : `not delivered  ${integration}  ${error ?? ''}`;

interface Sent {
  readonly receiver: ConfiguredReceiver;
  readonly integration: string | undefined;
  readonly externalUrl: string;
}

/** The same way out as a running service has. */
async function send(
  { alertmanager, tocsin }: Configuration,
  { receiver, integration, externalUrl }: Sent,
): Promise<Tried[]> {
  const clock = systemClock;
  const now = (): number => clock.now();
  const fetch = createSafeFetch({ trust: 'operator', clock });
  const { senders } = integrationsOf(alertmanager.receivers, tocsin);
  const inForce = {
    senders,
    expand: createExpand(now, alertmanager.templates),
    renderRouteLabels: createRouteLabels(now, silentLog, alertmanager.templates),
  };
  const deliver = createDeliver({
    ...{ inForce: () => inForce, routeLabels: () => ({}), externalUrl, fetch, clock, log: silentLog },
    ...{ timeZone: 'UTC', version: 'test', counted: () => undefined },
    readFile: (file) => readFile(file, 'utf8'),
  });
  try {
    const parts = { deliver, clock, id: randomBytes(6).toString('hex') };
    return await tryReceiver(parts, {
      ...{ receiver, by: userInfo().username },
      ...(integration !== undefined && { integration }),
    });
  } finally {
    fetch.close();
  }
}
