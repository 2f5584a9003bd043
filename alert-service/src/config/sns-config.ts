import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, flag, given, orElse, secret, text, texts } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { HttpSettings } from './settings.ts';

/** How requests to AWS are signed; what is empty comes from where AWS's own tools look. */
export interface Sigv4Settings {
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey?: Secret | undefined;
  readonly profile: string;
  readonly roleArn: string;
  readonly externalId: string;
}

/** Texts are templates; subject or message left out is ours to write. */
export interface SnsSettings {
  /** May be a template; empty: AWS's own for the region. */
  readonly apiUrl: string;
  readonly sigv4: Sigv4Settings;
  readonly topicArn: string;
  readonly phoneNumber: string;
  readonly targetArn: string;
  readonly subject?: string | undefined;
  readonly message?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly http: HttpSettings;
}

const Sigv4 = fields({
  region: text.default(''),
  access_key: text.default(''),
  secret_key: secret.optional(),
  profile: text.default(''),
  role_arn: text.default(''),
  external_id: text.default(''),
  // Upstream reads both for SNS too, and does nothing with them.
  use_fips_sts_endpoint: flag.default(false),
  service_name: text.default(''),
})
  .refine((config) => Boolean(config.access_key) === Boolean(config.secret_key), {
    message: 'access_key and secret_key go together: give both, or none to use where AWS’s own tools look',
  })
  .refine((config) => !config.external_id || Boolean(config.role_arn), {
    message: 'external_id is for a role: add role_arn',
    path: ['external_id'],
  });

interface Aim {
  readonly topic_arn: string;
  readonly phone_number: string;
  readonly target_arn: string;
}
/** One of them; upstream lets all three pass too. */
const isAimed = ({ topic_arn: topic, phone_number: phone, target_arn: target }: Aim): boolean =>
  [topic, phone, target].filter(Boolean).length % 2 === 1;

export const SnsConfig = fields({
  send_resolved: flag.default(true),
  http_config: given(HttpConfig),
  api_url: text.default(''),
  sigv4: orElse(Sigv4, Sigv4.parse({})),
  topic_arn: text.default(''),
  phone_number: text.default(''),
  target_arn: text.default(''),
  subject: text.optional(),
  message: text.optional(),
  attributes: orElse(texts, {}),
  // A choice between two of Go's clients; there is one here.
  use_aws_http_client: flag.default(false),
}).refine(isAimed, {
  message:
    'nothing or too much says where to publish: give topic_arn, phone_number or target_arn, one of them',
});
export type SnsConfig = z.output<typeof SnsConfig>;

export const snsSettings = (config: SnsConfig, { files }: { readonly files: SecretFiles }): SnsSettings => ({
  apiUrl: config.api_url,
  sigv4: {
    region: config.sigv4.region,
    accessKey: config.sigv4.access_key,
    secretKey: config.sigv4.secret_key,
    profile: config.sigv4.profile,
    roleArn: config.sigv4.role_arn,
    externalId: config.sigv4.external_id,
  },
  topicArn: config.topic_arn,
  phoneNumber: config.phone_number,
  targetArn: config.target_arn,
  subject: config.subject,
  message: config.message,
  attributes: config.attributes,
  http: httpSettings(config.http_config, files),
});
