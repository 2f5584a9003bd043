import { z } from 'zod';
import { Secret } from '#lib/secret';
import {
  address,
  fields,
  flag,
  given,
  listOf,
  notBoth,
  orElse,
  secret,
  text,
  timeout,
  timeoutMs,
} from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import { plainData } from './plain-data.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

export interface PagerdutyImage {
  readonly src: string;
  readonly alt: string;
  readonly href: string;
}
export interface PagerdutyLink {
  readonly href: string;
  readonly text: string;
}

/** Texts are templates; one left out is ours to write. */
export interface PagerdutySettings {
  /** 1: a service key of the old Events API. */
  readonly version: 1 | 2;
  /** May be a template. */
  readonly key: Secret;
  readonly url: string;
  readonly client?: string;
  readonly clientUrl?: string;
  readonly description?: string;
  readonly source?: string;
  readonly severity?: string;
  readonly class?: string;
  readonly component?: string;
  readonly group?: string;
  /** Templates wherever a text stands, however deep. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly images: readonly PagerdutyImage[];
  readonly links: readonly PagerdutyLink[];
  readonly timeoutMs?: number;
  /** Who takes an incident here is shown to have it there: tocsin.yml. */
  readonly acknowledges?: true;
  readonly http: HttpSettings;
}

const firstApi = 'https://events.pagerduty.com/generic/2010-04-15/create_event.json';

const Image = fields({ src: text.default(''), alt: text.default(''), href: text.default('') });
const Link = fields({ href: text.default(''), text: text.default('') });
const details = z.record(z.string(), z.unknown(), { error: 'expected names with values' });

export const PagerdutyConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  service_key: secret.optional(),
  service_key_file: text.optional(),
  routing_key: secret.optional(),
  routing_key_file: text.optional(),
  url: given(address),
  client: text.optional(),
  client_url: text.optional(),
  description: text.optional(),
  details: orElse(details, {}).transform(plainData),
  images: orElse(listOf(orElse(Image, Image.parse({})), 'images'), []),
  links: orElse(listOf(orElse(Link, Link.parse({})), 'links'), []),
  source: text.optional(),
  severity: text.optional(),
  class: text.optional(),
  component: text.optional(),
  group: text.optional(),
  timeout: timeout.optional(),
})
  .refine(
    (config) =>
      Boolean(config.routing_key ?? config.service_key) ||
      Boolean(config.routing_key_file) ||
      Boolean(config.service_key_file),
    { message: 'nothing says whom PagerDuty should page: add routing_key, the integration key of a service' },
  )
  .refine(...notBoth('routing_key', 'routing_key_file'))
  .refine(...notBoth('service_key', 'service_key_file'));
export type PagerdutyConfig = z.output<typeof PagerdutyConfig>;

const keyOf = (key: Secret | undefined, file: string | undefined, files: SecretFiles): Secret | undefined =>
  key ?? (file ? files.fromHere(file) : undefined);

/** A service key wins, as upstream has it. */
export const pagerdutySettings = (
  config: PagerdutyConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): PagerdutySettings => {
  const serviceKey = keyOf(config.service_key, config.service_key_file, files);
  const { client, description, source, severity, component, group } = config;
  return {
    version: serviceKey ? 1 : 2,
    key: serviceKey ?? keyOf(config.routing_key, config.routing_key_file, files) ?? Secret.of(''),
    url: serviceKey ? firstApi : (config.url ?? global.pagerduty_url),
    ...(client !== undefined && { client }),
    ...(config.client_url !== undefined && { clientUrl: config.client_url }),
    ...(description !== undefined && { description }),
    ...(source !== undefined && { source }),
    ...(severity !== undefined && { severity }),
    ...(config.class !== undefined && { class: config.class }),
    ...(component !== undefined && { component }),
    ...(group !== undefined && { group }),
    details: config.details,
    images: config.images,
    links: config.links,
    ...timeoutMs(config.timeout),
    http: httpSettings(config.http_config, files),
  };
};
