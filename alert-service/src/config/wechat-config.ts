import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { address, fields, flag, given, notBoth, secret, text } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import { withSlash } from './opsgenie-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

/** Texts are templates; one left out is ours to write. */
export interface WechatSettings {
  /** Ends with a slash. */
  readonly apiUrl: string;
  /** May be a template. */
  readonly apiSecret: Secret;
  /** May be a template. */
  readonly corpId: string;
  readonly message?: string | undefined;
  readonly toUser?: string | undefined;
  readonly toParty?: string | undefined;
  readonly toTag?: string | undefined;
  readonly agentId?: string | undefined;
  readonly messageType: 'text' | 'markdown';
  readonly http: HttpSettings;
}

const messageType = text
  .default('text')
  .transform((written) => written || 'text')
  .refine((written) => written === 'text' || written === 'markdown', {
    message: 'message_type is text or markdown',
  });

export const WechatConfig = fields({
  send_resolved: flag.default(false),
  http_config: given(HttpConfig),
  api_secret: secret.optional(),
  api_secret_file: text.optional(),
  corp_id: text.optional(),
  message: text.optional(),
  api_url: given(address),
  to_user: text.optional(),
  to_party: text.optional(),
  to_tag: text.optional(),
  agent_id: text.optional(),
  message_type: messageType,
}).refine(...notBoth('api_secret', 'api_secret_file'));
export type WechatConfig = z.output<typeof WechatConfig>;

/** Those of global count only where neither stands here. */
const secretOf = (config: WechatConfig, global: GlobalConfig, files: SecretFiles): Secret | undefined => {
  const hasOwn = Boolean(config.api_secret) || Boolean(config.api_secret_file);
  const file = hasOwn ? config.api_secret_file : global.wechat_api_secret_file;
  if (file) return files.fromHere(file);
  return hasOwn ? config.api_secret : global.wechat_api_secret;
};

export const wechatFaults = (config: WechatConfig, global: GlobalConfig): string[] => [
  ...(config.api_secret || config.api_secret_file || global.wechat_api_secret || global.wechat_api_secret_file
    ? []
    : ['there is no secret for WeChat: add api_secret here, or wechat_api_secret in global']),
  ...(config.corp_id || global.wechat_api_corp_id
    ? []
    : ['nothing says which company posts to WeChat: add corp_id here, or wechat_api_corp_id in global']),
];

export const wechatSettings = (
  config: WechatConfig,
  { global, files }: { readonly global: GlobalConfig; readonly files: SecretFiles },
): WechatSettings => ({
  apiUrl: withSlash(config.api_url ?? global.wechat_api_url),
  apiSecret: secretOf(config, global, files) ?? Secret.of(''),
  corpId: config.corp_id || (global.wechat_api_corp_id ?? ''),
  message: config.message,
  toUser: config.to_user,
  toParty: config.to_party,
  toTag: config.to_tag,
  agentId: config.agent_id,
  messageType: config.message_type === 'markdown' ? 'markdown' : 'text',
  http: httpSettings(config.http_config, files),
});
