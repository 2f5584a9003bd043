import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { prometheusSource } from './kit/queries.ts';
import { provisioned, root } from './kit/read.ts';

interface Source {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly isDefault?: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

interface AppSettings {
  readonly type: string;
  readonly jsonData: { readonly apiUrl: string };
  readonly secureJsonData: Readonly<Record<string, string>>;
}

const { datasources } = provisioned<{ datasources: Source[] }>('grafana/datasources/tocsin.yaml');
const { apps } = provisioned<{ apps: AppSettings[] }>('grafana/plugins/tocsin.yaml');
const prometheus = provisioned<{ global: { scrape_interval: string } }>('prometheus/prometheus.yml');
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as {
  services: { grafana: { environment: Record<string, string>; volumes: string[] } };
};
const plugin = JSON.parse(readFileSync(join(root, 'plugin', 'src', 'plugin.json'), 'utf8')) as {
  id: string;
  routes: { url: string; headers: { content: string }[] }[];
};

test('the data sources have uids of their own, and one of them is the default', () => {
  expect(new Set(datasources.map(({ uid }) => uid)).size).toBe(datasources.length);
  expect(datasources.filter(({ isDefault }) => isDefault).map(({ type }) => type)).toEqual(['prometheus']);
  expect(prometheusSource.uid).toBe('tocsin-prometheus');
});

test('Grafana is told the scrape interval that prometheus.yml has', () => {
  expect(prometheusSource.jsonData.timeInterval).toBe(prometheus.global.scrape_interval);
});

test('the Alertmanager data source and the app ask the same alert service', () => {
  const alertmanager = datasources.find(({ type }) => type === 'alertmanager');
  expect(alertmanager?.jsonData).toMatchObject({ implementation: 'prometheus' });
  expect(apps.map(({ jsonData }) => jsonData.apiUrl)).toEqual([alertmanager?.url]);
});

test('the app’s settings are those its route reads, and its token comes from the environment', () => {
  expect(apps.map(({ type }) => type)).toEqual([plugin.id]);
  const read = plugin.routes
    .flatMap(({ url, headers }) => [url, ...headers.map(({ content }) => content)])
    .join();
  const names = [...read.matchAll(/\.(?:Secure)?JsonData\.(\w+)/g)].map(([, name]) => name);
  expect([...Object.keys(apps[0]!.jsonData), ...Object.keys(apps[0]!.secureJsonData)].sort()).toEqual(
    names.sort(),
  );
  for (const value of Object.values(apps[0]!.secureJsonData)) expect(value).toMatch(/^\$[A-Z_]+$/);
});

test('docker-compose.yml mounts what Grafana is told to read, and gives the token', () => {
  const { volumes, environment } = compose.services.grafana;
  const [provider] = provisioned<{ providers: { options: { path: string } }[] }>(
    'grafana/dashboards/tocsin.yaml',
  ).providers;
  expect(volumes).toContain(`./dashboards:${provider?.options.path}:ro`);
  expect(volumes).toContain('./provisioning/grafana:/etc/grafana/provisioning:ro');
  expect(Object.keys(environment)).toContain(apps[0]!.secureJsonData['apiToken']?.slice(1));
});
