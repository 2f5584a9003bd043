import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { address, fields, flag, given, notBoth, orElse, required, secret, text, texts } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import { withSlash } from './opsgenie-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

/** Texts are templates; one left out is ours to write. */
export interface VictoropsSettings {
  /** Ends with a slash. */
  readonly apiUrl: string;
  readonly apiKey: Secret;
  readonly routingKey: string;
  readonly messageType: string;
  readonly stateMessage?: string | undefined;
  readonly entityDisplayName?: string | undefined;
  readonly monitoringTool?: string | undefined;
  readonly customFields: Readonly<Record<string, string>>;
  readonly http: HttpSettings;
}

const reserved = [
  'routing_key',
  'message_type',
  'state_message',
  'entity_display_name',
  'monitoring_tool',
  'entity_id',
  'entity_state',
];

export const VictoropsConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  api_key: secret.optional(),
  api_key_file: text.optional(),
  api_url: given(address),
  routing_key: required('routing_key'),
  message_type: text.default('CRITICAL'),
  state_message: text.optional(),
  entity_display_name: text.optional(),
  monitoring_tool: text.optional(),
  custom_fields: orElse(texts, {}),
})
  .refine(...notBoth('api_key', 'api_key_file'))
  .refine(({ custom_fields: own }) => !reserved.some((name) => Object.hasOwn(own, name)), {
    message: `a custom field cannot have one of VictorOps’ own names: ${reserved.join(', ')}`,
    path: ['custom_fields'],
  });
export type VictoropsConfig = z.output<typeof VictoropsConfig>;

/** A key in global goes before a file here, as upstream has it. */
const keyOf = (config: VictoropsConfig, global: GlobalConfig, files: SecretFiles): Secret | undefined => {
  const file = config.api_key_file || global.victorops_api_key_file;
  return config.api_key ?? global.victorops_api_key ?? (file ? files.fromHere(file) : undefined);
};

export const victoropsFaults = (config: VictoropsConfig, global: GlobalConfig): string[] =>
  config.api_key || config.api_key_file || global.victorops_api_key || global.victorops_api_key_file
    ? []
    : ['there is no key for VictorOps: add api_key here, or victorops_api_key in global'];

export const victoropsSettings = (
  config: VictoropsConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): VictoropsSettings => ({
  apiUrl: withSlash(config.api_url ?? global.victorops_api_url),
  apiKey: keyOf(config, global, files) ?? Secret.of(''),
  routingKey: config.routing_key,
  messageType: config.message_type,
  stateMessage: config.state_message,
  entityDisplayName: config.entity_display_name,
  monitoringTool: config.monitoring_tool,
  customFields: config.custom_fields,
  http: httpSettings(config.http_config, files),
});
