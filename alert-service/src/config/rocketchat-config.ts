import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { address, fields, flag, given, listOf, notBoth, orElse, secret, text } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import { withSlash } from './opsgenie-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

/** Texts are templates; one left out is ours to write. */
export interface RocketchatSettings {
  /** Ends with a slash. */
  readonly apiUrl: string;
  readonly token: Secret;
  readonly tokenId: Secret;
  readonly channel: string;
  readonly color?: string | undefined;
  readonly title?: string | undefined;
  readonly titleLink?: string | undefined;
  readonly text?: string | undefined;
  readonly emoji?: string | undefined;
  readonly iconUrl?: string | undefined;
  readonly imageUrl?: string | undefined;
  readonly thumbUrl?: string | undefined;
  readonly fields: readonly { readonly title: string; readonly value: string; readonly short: boolean }[];
  readonly actions: readonly { readonly text: string; readonly url: string; readonly msg: string }[];
  readonly http: HttpSettings;
}

const Field = fields({ short: given(flag), title: text.default(''), value: text.default('') });
/** Upstream's names, which have no underscores here; it sends buttons with text, url and msg alone. */
const Action = fields({
  type: text.optional(),
  text: text.default(''),
  url: text.default(''),
  imageurl: text.optional(),
  iswebview: flag.optional(),
  webviewheightratio: text.optional(),
  msg: text.default(''),
  msginchatwindow: flag.optional(),
  msgprocessingtype: text.optional(),
});

export const RocketchatConfig = fields({
  send_resolved: flag.default(false),
  http_config: given(HttpConfig),
  api_url: given(address),
  token_id: secret.optional(),
  token_id_file: text.optional(),
  token: secret.optional(),
  token_file: text.optional(),
  channel: text.default(''),
  color: text.optional(),
  title: text.optional(),
  title_link: text.optional(),
  text: text.optional(),
  fields: orElse(listOf(Field, 'fields'), []),
  short_fields: flag.default(false),
  emoji: text.optional(),
  icon_url: text.optional(),
  image_url: text.optional(),
  thumb_url: text.optional(),
  link_names: flag.default(false),
  actions: orElse(listOf(Action, 'actions'), []),
})
  .refine(...notBoth('token', 'token_file'))
  .refine(...notBoth('token_id', 'token_id_file'));
export type RocketchatConfig = z.output<typeof RocketchatConfig>;

/** A file, in global too, goes before what stands here, as upstream has it. */
const secretsOf = (config: RocketchatConfig, global: GlobalConfig, files: SecretFiles) => {
  const tokenFile = config.token_file || global.rocketchat_token_file;
  const idFile = config.token_id_file || global.rocketchat_token_id_file;
  return {
    token: tokenFile ? files.fromHere(tokenFile) : (config.token ?? global.rocketchat_token),
    tokenId: idFile ? files.fromHere(idFile) : (config.token_id ?? global.rocketchat_token_id),
  };
};

export const rocketchatFaults = (config: RocketchatConfig, global: GlobalConfig): string[] => [
  ...(config.token_id || config.token_id_file || global.rocketchat_token_id || global.rocketchat_token_id_file
    ? []
    : ['nothing says who posts to Rocket.Chat: add token_id here, or rocketchat_token_id in global']),
  ...(config.token || config.token_file || global.rocketchat_token || global.rocketchat_token_file
    ? []
    : ['there is no token for Rocket.Chat: add token here, or rocketchat_token in global']),
];

export const rocketchatSettings = (
  config: RocketchatConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): RocketchatSettings => {
  const { channel, color, title, text: words, emoji } = config;
  const { token, tokenId } = secretsOf(config, global, files);
  return {
    apiUrl: withSlash(config.api_url ?? global.rocketchat_api_url),
    token: token ?? Secret.of(''),
    tokenId: tokenId ?? Secret.of(''),
    ...{ channel, color, title, text: words, emoji },
    titleLink: config.title_link,
    iconUrl: config.icon_url,
    imageUrl: config.image_url,
    thumbUrl: config.thumb_url,
    fields: config.fields.map((field) => ({ ...field, short: field.short ?? config.short_fields })),
    actions: config.actions.map(({ text: label, url, msg }) => ({ text: label, url, msg })),
    http: httpSettings(config.http_config, files),
  };
};
