import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { address, fields, given, notBoth, required, secret, text } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { HttpSettings } from './http-settings.ts';
import type { SecretFiles } from './secret-files.ts';

/** `twilio:` of tocsin.yml: SMS and calls. */
export interface TwilioSettings {
  readonly accountSid: string;
  readonly authToken: Secret;
  /** A number of the account in E.164; calls come from it. */
  readonly from: string;
  /** SMS go out through it, from whichever number it picks. */
  readonly messagingServiceSid?: string;
  readonly apiUrl: string;
  readonly http: HttpSettings;
}

const TwilioFields = fields({
  account_sid: required('account_sid').refine((sid) => /^AC[0-9a-f]{32}$/i.test(sid), {
    message: 'account_sid is AC and 32 digits and letters: see the front page of the Twilio console',
  }),
  auth_token: secret.optional(),
  auth_token_file: text.optional(),
  from: required('from').refine((number) => /^\+[1-9]\d{6,14}$/.test(number), {
    message: 'from is a number of the account with its country, such as "+15005550006"',
  }),
  messaging_service_sid: given(
    text.refine((sid) => /^MG[0-9a-f]{32}$/i.test(sid), {
      message: 'messaging_service_sid is MG and 32 digits and letters',
    }),
  ),
  api_url: address.optional(),
  http_config: given(HttpConfig),
})
  .refine(...notBoth('auth_token', 'auth_token_file'))
  .refine((one) => Boolean(one.auth_token) || Boolean(one.auth_token_file), {
    message: 'Twilio needs the token of the account: add auth_token_file, or auth_token',
  });

/** For the field `twilio`. */
export const twilio = given(TwilioFields);

export const twilioSettings = (
  written: z.output<typeof twilio>,
  files: SecretFiles,
): TwilioSettings | undefined =>
  written && {
    accountSid: written.account_sid,
    authToken: written.auth_token ?? files.besideConfig(written.auth_token_file ?? ''),
    from: written.from,
    ...(written.messaging_service_sid && { messagingServiceSid: written.messaging_service_sid }),
    apiUrl: (written.api_url ?? 'https://api.twilio.com').replace(/\/+$/, ''),
    http: httpSettings(written.http_config, files),
  };
