import path from 'node:path';
import type { Labels } from '@tocsin/model';
import { z } from 'zod';
import { relabelled, type RelabelRule } from '#core/relabel';
import { fields, given, length, Length, listOf, notYet, orDefault, orElse, text, texts } from './fields.ts';
import { httpRules, httpSettings, httpShape } from './http-config.ts';
import type { HttpSettings } from './http-settings.ts';
import type { Reading } from './reading.ts';
import { relabelConfigs, relabelRules } from './relabel-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { Path } from './yaml-file.ts';

/** One further Alertmanager, and how it is told. */
export interface AlertmanagerSettings {
  /** Where alerts are posted to; no credentials are in it. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly http: HttpSettings;
  /** `alert_relabel_configs` of its entry, applied after those of all. */
  readonly relabel: readonly RelabelRule[];
}

/** `alerting:` of tocsin.yml, which is Prometheus's. */
export interface AlertingSettings {
  /** `alert_relabel_configs` of all: for our own engine and for further Alertmanagers. */
  readonly relabel: readonly RelabelRule[];
  readonly alertmanagers: readonly AlertmanagerSettings[];
}

const discoveries = [
  'azure',
  'consul',
  'digitalocean',
  'dns',
  'docker',
  'dockerswarm',
  'ec2',
  'eureka',
  'file',
  'gce',
  'hetzner',
  'http',
  'ionos',
  'kubernetes',
  'kuma',
  'lightsail',
  'linode',
  'marathon',
  'nerve',
  'nomad',
  'openstack',
  'ovhcloud',
  'puppetdb',
  'scaleway',
  'serverset',
  'stackit',
  'triton',
  'uyuni',
  'vultr',
].map((kind) => `${kind}_sd_configs`);
const noDiscovery = 'write where each Alertmanager is into static_configs, as host:port';

const StaticConfig = fields({
  targets: orElse(listOf(text, 'addresses, as host:port'), []),
  labels: orElse(texts, {}),
});

const timeout = length.refine(
  (written) => !(written instanceof Length) || written.ms > 0,
  'timeout cannot be zero: write a duration such as 10s',
);

const AlertmanagerFields = fields({
  ...httpShape,
  scheme: orDefault(z.enum(['http', 'https'], 'scheme is http or https'), 'http'),
  path_prefix: orElse(text, ''),
  timeout: given(timeout),
  api_version: given(
    text.refine((version) => version === 'v2', 'Alertmanagers are told over their API v2 only: write v2'),
  ),
  static_configs: orElse(listOf(StaticConfig, 'targets'), []),
  relabel_configs: relabelConfigs,
  alert_relabel_configs: relabelConfigs,
  sigv4: notYet('sigv4', 'put a proxy that signs in front of it'),
  ...Object.fromEntries(discoveries.map((kind) => [kind, notYet(kind, noDiscovery)])),
}).superRefine(httpRules);
type AlertmanagerFields = z.output<typeof AlertmanagerFields>;

const AlertingFields = fields({
  alert_relabel_configs: relabelConfigs,
  alertmanagers: orElse(listOf(AlertmanagerFields, 'Alertmanagers'), []),
});

/** For the field `alerting`. */
export const alerting = given(AlertingFields);

export interface AlertingContext {
  readonly reading: Reading;
  readonly files: SecretFiles;
}

const usualTimeoutMs = 10_000;

/** What `alerting:` comes to; what is wrong with a target is noted. */
export const alertingSettings = (
  written: z.output<typeof alerting>,
  context: AlertingContext,
): AlertingSettings => ({
  relabel: relabelRules(written?.alert_relabel_configs ?? []),
  alertmanagers: (written?.alertmanagers ?? []).flatMap((entry, index) => {
    const settings = {
      timeoutMs: entry.timeout?.ms ?? usualTimeoutMs,
      http: httpSettings(entry, context.files),
      relabel: relabelRules(entry.alert_relabel_configs),
    };
    return addresses(entry, ['alerting', 'alertmanagers', index], context).map((url) => ({
      url,
      ...settings,
    }));
  }),
});

/** As Prometheus finds them: `relabel_configs` may change or drop a target. */
const addresses = (entry: AlertmanagerFields, at: Path, { reading }: AlertingContext): readonly string[] => {
  const rules = relabelRules(entry.relabel_configs);
  const found = entry.static_configs.flatMap(({ targets, labels }, group) =>
    targets.flatMap((target, index) => {
      const place = relabelled(rules, labelsOf(entry, target, labels));
      if (!place) return [];
      const url = `${place.__scheme__ ?? ''}://${place.__address__ ?? ''}${place.__alerts_path__ ?? ''}`;
      const isHost = /^[^/@\s?#]+$/.test(place.__address__ ?? '') && URL.canParse(url);
      if (!isHost) reading.problem([...at, 'static_configs', group, 'targets', index], notHost);
      return isHost ? [url] : [];
    }),
  );
  return [...new Set(found)];
};

const notHost =
  'expected host:port here: scheme, path_prefix and credentials are fields of their own beside static_configs';

const labelsOf = (
  { scheme, path_prefix: prefix }: AlertmanagerFields,
  target: string,
  labels: Labels,
): Labels => ({
  ...labels,
  __address__: target,
  __scheme__: scheme,
  __alerts_path__: path.posix.join('/', prefix, '/api/v2/alerts'),
});
