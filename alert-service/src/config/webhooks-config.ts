import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, given, notBoth, secret, text } from './fields.ts';
import type { SecretFiles } from './secret-files.ts';

/** `webhooks:` of tocsin.yml: what webhooks to people and automations without a secret of their own are signed with. */
export interface WebhookSigning {
  readonly secret: Secret;
}

const WebhookFields = fields({ signing_secret: secret.optional(), signing_secret_file: text.optional() })
  .refine(...notBoth('signing_secret', 'signing_secret_file'))
  .refine((one) => Boolean(one.signing_secret) || Boolean(one.signing_secret_file), {
    message: 'webhooks are signed with a secret: add signing_secret_file, or signing_secret',
  });

/** For the field `webhooks`. */
export const webhooks = given(WebhookFields);

export const webhookSigning = (
  written: z.output<typeof webhooks>,
  files: SecretFiles,
): WebhookSigning | undefined =>
  written && { secret: written.signing_secret ?? files.besideConfig(written.signing_secret_file ?? '') };
