import { createClient } from '@tocsin/api';
import { defineVerb, WrongArguments } from './define-verb.ts';
import { carryTo, told } from './running-service.ts';

const usage = `Usage: tocsin change TITLE [--service=NAME ...] [--kind=deployment] [--version=TEXT] [--by=NAME] [--link=URL]
         [--description=TEXT] [--key=KEY] [--outcome=running|success|failure|cancelled] [--server=URL] [--token-file=FILE]
Tells the running service what changed, now: it is shown on graphs, and on incidents that begin after it.
  --kind        deployment, flag, configuration or other
  --key         the same key again changes what was told: --outcome=running at the start, --outcome=success at the end
  --server      the running service (http://localhost:9093), with its route prefix
  --token-file  file with a token of the service; not needed on the machine where it runs
`;

const text = { type: 'string' } as const;
const options = {
  service: { type: 'string', multiple: true },
  kind: { type: 'string', default: 'deployment' },
  server: { type: 'string', default: 'http://localhost:9093' },
  ...{ version: text, by: text, link: text, description: text, key: text, outcome: text, 'token-file': text },
} as const;

const kinds = ['deployment', 'flag', 'configuration', 'other'] as const;
const outcomes = ['running', 'success', 'failure', 'cancelled'] as const;

export const changeVerb = defineVerb({
  ...{ name: 'change', usage, options },
  async run({ values, positionals }, terminal) {
    const [title, ...more] = positionals;
    if (title === undefined) throw new WrongArguments('say what changed, such as "payments 2.41.0 deployed"');
    if (more.length > 0) throw new WrongArguments(`put the title in quotes: ${more.join(' ')} stands alone`);
    const kind = kinds.find((each) => each === values.kind);
    if (!kind) throw new WrongArguments(`--kind is one of ${kinds.join(', ')}`);
    const outcome = outcomes.find((each) => each === values.outcome);
    if (values.outcome !== undefined && !outcome)
      throw new WrongArguments(`--outcome is one of ${outcomes.join(', ')}`);
    const { version, by, link, description, key } = values;
    const said = Object.entries({ version, by, link, description, key, outcome });
    const body = { kind, title, services: values.service ?? [] };
    const client = createClient(await carryTo(values.server, values['token-file']));
    const change = await told(
      client.tellChange({
        body: { ...body, ...Object.fromEntries(said.filter(([, value]) => value !== undefined)) },
      }),
      values.server,
    );
    terminal.print(`${change.id}: ${change.title}\n`);
    return 0;
  },
});
