import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withAddresses } from './addresses.ts';
import { withPassword } from './database.ts';
import type { Outside } from './outside.ts';
import { withOutside } from './outside.ts';

export interface WrittenConfiguration {
  alertmanager: string;
  tocsin: string;
  /** Whom on call can reach. */
  people: string;
  prometheus: string;
  /** A glob. */
  rules: string;
  /** File with what Slack's stand-in signs with. */
  slackSigningSecret: string;
  /** File with the token that Grafana's proxy shows. */
  apiToken: string;
}

export interface ConfigurationOptions {
  /** provisioning/ of this checkout. */
  from: string;
  to: string;
  addresses: ReadonlyMap<string, string>;
  outside: Outside;
  /** In place of the one in the files. */
  databasePassword?: string;
}

async function secretFile(folder: string, name: string, value: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, value, { mode: 0o600 });
  await chmod(path, 0o600);
  return path;
}

/** Copies provisioning/ for this run: its ports, and the real Slack or mail server where settings name them. */
export async function writeConfiguration(options: ConfigurationOptions): Promise<WrittenConfiguration> {
  const { from, to, addresses, outside, databasePassword } = options;
  await rm(to, { recursive: true, force: true });
  await mkdir(join(to, 'rules'), { recursive: true, mode: 0o700 });
  const used = new Set<string>();
  const writtenHere = async (source: string): Promise<string> => {
    const result = withAddresses(await readFile(join(from, source), 'utf8'), addresses);
    for (const address of result.used) used.add(address);
    return result.text;
  };
  const copy = async (source: string, target: string): Promise<string> => {
    const path = join(to, target);
    await writeFile(path, await writtenHere(source));
    return path;
  };
  const rules = (await readdir(join(from, 'prometheus', 'rules'))).filter((name) => name.endsWith('.yml'));
  for (const name of rules) await copy(join('prometheus', 'rules', name), join('rules', basename(name)));
  await mkdir(join(to, 'on-call'), { mode: 0o700 });
  for (const name of await readdir(join(from, 'tocsin', 'on-call')))
    await copy(join('tocsin', 'on-call', name), join('on-call', name));
  const written = {
    alertmanager: await copy('tocsin/alertmanager.yml', 'alertmanager.yml'),
    tocsin: await copy('tocsin/tocsin.yml', 'tocsin.yml'),
    people: join(to, 'on-call', 'people.yml'),
    prometheus: await copy('prometheus/prometheus.yml', 'prometheus.yml'),
    rules: join(to, 'rules', '*.yml'),
    slackSigningSecret: join(to, 'slack-signing-secret'),
    apiToken: join(to, 'api-token'),
  };
  const url = await writtenHere('tocsin/postgres-url');
  const unused = [...addresses.keys()].filter((address) => !used.has(address));
  if (unused.length > 0)
    throw new Error(`provisioning/ no longer names ${unused.join(', ')}: adapt scripts/demo/addresses.ts`);
  await cp(join(from, 'tocsin', 'slack-token'), join(to, 'slack-token'));
  for (const name of ['api-token', 'deploy-token', 'slack-signing-secret'])
    await secretFile(to, name, randomBytes(24).toString('hex'));
  await secretFile(
    to,
    'postgres-url',
    databasePassword === undefined ? url : withPassword(url, databasePassword),
  );
  await withOutside(written, outside, (name, value) => secretFile(to, name, value));
  return written;
}
