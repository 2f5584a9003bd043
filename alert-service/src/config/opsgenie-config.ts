import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { checkTemplateFile } from '#template/index';
import { address, fields, flag, given, listOf, notBoth, orElse, secret, text, texts } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

export interface OpsgenieResponder {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly type: string;
}

/** Texts are templates; one left out is ours to write. */
export interface OpsgenieSettings {
  /** May be a template. */
  readonly apiKey: Secret;
  /** Ends with a slash. */
  readonly apiUrl: string;
  readonly message?: string | undefined;
  readonly description?: string | undefined;
  readonly source?: string | undefined;
  readonly details: Readonly<Record<string, string>>;
  readonly entity?: string | undefined;
  readonly responders: readonly OpsgenieResponder[];
  readonly actions?: string | undefined;
  readonly tags?: string | undefined;
  readonly note?: string | undefined;
  readonly priority?: string | undefined;
  readonly updateAlerts: boolean;
  /** Who takes an incident here is shown to have it there: tocsin.yml. */
  readonly acknowledges?: true;
  readonly http: HttpSettings;
}

const types = /^(?:team|teams|user|escalation|schedule)$/u;

const isTemplate = (text: string): boolean => {
  try {
    checkTemplateFile({ name: 'type', text });
    return true;
  } catch {
    return false;
  }
};

const Responder = fields({
  id: text.default(''),
  name: text.default(''),
  username: text.default(''),
  type: text.default(''),
})
  .refine(({ id, name, username }) => Boolean(id || name || username), {
    message: 'nothing says who this responder is: add id, name or username',
  })
  .refine(({ type }) => (type.includes('{{') ? isTemplate(type) : types.test(type.toLowerCase())), {
    message: 'the type of a responder is team, teams, user, escalation or schedule',
    path: ['type'],
  });

export const OpsgenieConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  api_key: secret.optional(),
  api_key_file: text.optional(),
  api_url: given(address),
  message: text.optional(),
  description: text.optional(),
  source: text.optional(),
  details: orElse(texts, {}),
  entity: text.optional(),
  responders: orElse(listOf(Responder, 'responders'), []),
  actions: text.optional(),
  tags: text.optional(),
  note: text.optional(),
  priority: text.optional(),
  update_alerts: flag.default(false),
}).refine(...notBoth('api_key', 'api_key_file'));
export type OpsgenieConfig = z.output<typeof OpsgenieConfig>;

/** A key in global goes before a file here, as upstream has it. */
const keyOf = (config: OpsgenieConfig, global: GlobalConfig, files: SecretFiles): Secret | undefined => {
  const file = config.api_key_file || global.opsgenie_api_key_file;
  return config.api_key ?? global.opsgenie_api_key ?? (file ? files.fromHere(file) : undefined);
};

export const opsgenieFaults = (config: OpsgenieConfig, global: GlobalConfig): string[] =>
  config.api_key || config.api_key_file || global.opsgenie_api_key || global.opsgenie_api_key_file
    ? []
    : ['there is no key for Opsgenie: add api_key here, or opsgenie_api_key in global'];

export const opsgenieSettings = (
  config: OpsgenieConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): OpsgenieSettings => {
  const { message, description, source, details, entity, responders, actions, tags, note, priority } = config;
  return {
    apiKey: keyOf(config, global, files) ?? Secret.of(''),
    apiUrl: withSlash(config.api_url ?? global.opsgenie_api_url),
    ...{ message, description, source, details, entity, responders, actions, tags, note, priority },
    updateAlerts: config.update_alerts,
    http: httpSettings(config.http_config, files),
  };
};

/** A path is added to it. */
export const withSlash = (address: string): string => {
  const url = new URL(address);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
};
