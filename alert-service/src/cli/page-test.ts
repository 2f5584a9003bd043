import { createClient, type PageTest } from '@tocsin/api';
import { type Clock, systemClock, until } from '#lib/clock';
import { defineVerb, WrongArguments } from './define-verb.ts';
import { carryTo, told } from './running-service.ts';
import type { Terminal } from './verb.ts';

const usage = `Usage: tocsin page-test (--policy=NAME | --person=NAME) [--severity=critical] [--server=URL]
         [--token-file=FILE] [--wait=2m]
Sends a real page that says it is a test, along a policy or to one person, and shows how far each message gets. It ends by
itself: answered, at the end of the policy, or after ten minutes.
  --server      the running service (http://localhost:9093), with its route prefix
  --token-file  file with a token of the service; not needed on the machine where it runs
  --wait        how long to watch: until a message has arrived, or for so many seconds or minutes
Exit code 1 if no message has arrived by then.
`;

const options = {
  policy: { type: 'string' },
  person: { type: 'string' },
  severity: { type: 'string', default: 'critical' },
  server: { type: 'string', default: 'http://localhost:9093' },
  'token-file': { type: 'string' },
  wait: { type: 'string', default: '2m' },
} as const;

const severities = ['critical', 'high', 'medium', 'low'] as const;

export const pageTestVerb = defineVerb({
  ...{ name: 'page-test', usage, options },
  async run({ values, positionals }, terminal) {
    const { policy, person } = values;
    if (positionals.length > 0) throw new WrongArguments(`${positionals.join(' ')}: name it with --policy`);
    if ((policy === undefined) === (person === undefined))
      throw new WrongArguments('say what to try: --policy=NAME, or --person=NAME');
    const severity = severities.find((each) => each === values.severity);
    if (!severity) throw new WrongArguments(`--severity is one of ${severities.join(', ')}`);
    const endsAt = systemClock.now() + waitMs(values.wait);
    const client = createClient(await carryTo(values.server, values['token-file']));
    const asked = { severity, ...(policy === undefined ? { person } : { policy }) };
    const begun = await told(client.startPageTest({ body: asked }), values.server);
    terminal.print(`${begun.title}: ${begun.incident}\n`);
    const last = await watch({ begun, clock: systemClock, endsAt, terminal }, (incident) =>
      told(client.getPageTest({ params: { incident } }), values.server),
    );
    terminal.print(`${last.sentence}\n`);
    return last.messages.some(({ deliveredAt }) => deliveredAt !== undefined) ? 0 : 1;
  },
});

function waitMs(written: string): number {
  const [, count = '', unit = ''] = /^(\d+)(s|m)$/.exec(written) ?? [];
  if (count === '') throw new WrongArguments('--wait is a length such as 30s or 2m');
  return Number(count) * (unit === 's' ? 1_000 : 60_000);
}

interface Watched {
  readonly begun: PageTest;
  readonly clock: Clock;
  readonly endsAt: number;
  readonly terminal: Terminal;
}

/** Prints what changes, until every message has come to its end. */
async function watch(
  { begun, clock, endsAt, terminal }: Watched,
  look: (incident: string) => Promise<PageTest>,
): Promise<PageTest> {
  const seen = new Set<string>();
  for (let test = begun; ; test = await look(begun.incident)) {
    for (const line of linesOf(test).filter((each) => !seen.has(each))) {
      seen.add(line);
      terminal.print(`${line}\n`);
    }
    if (test.status === 'over' || isDone(test) || clock.now() >= endsAt) return test;
    await until(clock, clock.now() + 500, new AbortController().signal);
  }
}

const isDone = ({ messages }: PageTest): boolean =>
  messages.some(({ status }) => status === 'delivered') &&
  messages.every(({ status }) => status !== 'waiting' && status !== 'sending');

const linesOf = ({ messages, why }: PageTest): string[] => [
  ...why.filter(({ negative }) => negative).map(({ sentence }) => `  ${sentence}`),
  ...messages.map(
    ({ target, channel, status, explanation, error }) =>
      `  ${status.padEnd(10)} ${target.name}, ${channel}${[error, explanation]
        .flatMap((each) => (each === undefined ? [] : `: ${each}`))
        .slice(0, 1)
        .join('')}`,
  ),
];
