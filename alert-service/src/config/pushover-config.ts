import type { z } from 'zod';
import { Secret } from '#lib/secret';
import { durationText, fields, flag, given, Length, notBoth, secret, text } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

/** Texts are templates; one left out is ours to write. */
export interface PushoverSettings {
  readonly apiUrl: string;
  /** May be templates. */
  readonly userKey: Secret;
  readonly token: Secret;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  readonly url?: string | undefined;
  readonly urlTitle?: string | undefined;
  readonly device?: string | undefined;
  readonly sound?: string | undefined;
  readonly priority?: string | undefined;
  readonly retryMs: number;
  readonly expireMs: number;
  /** 0: as long as Pushover keeps it. */
  readonly ttlMs: number;
  readonly html: boolean;
  readonly monospace: boolean;
  readonly http: HttpSettings;
}

const apiUrl = 'https://api.pushover.net/1/messages.json';
const minutes = (count: number) => (): Length => new Length(count * 60_000, (ms) => `${ms / 1000}s`);

export const PushoverConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  user_key: secret.optional(),
  user_key_file: text.optional(),
  token: secret.optional(),
  token_file: text.optional(),
  title: text.optional(),
  message: text.optional(),
  url: text.optional(),
  url_title: text.optional(),
  device: text.optional(),
  sound: text.optional(),
  priority: text.optional(),
  retry: durationText.default(minutes(1)),
  expire: durationText.default(minutes(60)),
  ttl: durationText.optional(),
  html: flag.default(false),
  monospace: flag.default(false),
})
  .refine(({ user_key: key, user_key_file: file }) => Boolean(key) || Boolean(file), {
    message: 'nothing says whom Pushover should tell: add user_key',
  })
  .refine(({ token, token_file: file }) => Boolean(token) || Boolean(file), {
    message: 'nothing says which application tells it to Pushover: add token',
  })
  .refine(...notBoth('user_key', 'user_key_file'))
  .refine(...notBoth('token', 'token_file'))
  .refine(({ html, monospace }) => !(html && monospace), {
    message: 'html and monospace are both given: keep one',
    path: ['monospace'],
  });
export type PushoverConfig = z.output<typeof PushoverConfig>;

const secretOf = (value: Secret | undefined, file: string | undefined, files: SecretFiles): Secret =>
  value ?? (file ? files.fromHere(file) : Secret.of(''));

export const pushoverSettings = (
  config: PushoverConfig,
  { files }: { readonly files: SecretFiles },
): PushoverSettings => {
  const { title, message, url, url_title: urlTitle, device, sound, priority, html, monospace } = config;
  return {
    apiUrl,
    userKey: secretOf(config.user_key, config.user_key_file, files),
    token: secretOf(config.token, config.token_file, files),
    ...{ title, message, url, urlTitle, device, sound, priority },
    retryMs: config.retry.ms,
    expireMs: config.expire.ms,
    ttlMs: config.ttl?.ms ?? 0,
    ...{ html, monospace },
    http: httpSettings(config.http_config, files),
  };
};
