import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, given, notBoth, secret, text } from './fields.ts';
import type { Reading } from './reading.ts';
import type { ConfiguredReceiver } from './receivers.ts';
import type { SecretFiles } from './secret-files.ts';

/** `webhook_signature:` of a receiver in tocsin.yml: its webhook_configs are signed, as webhooks of people are. */
export const webhookSignature = given(
  fields({ secret: secret.optional(), secret_file: text.optional() })
    .refine(...notBoth('secret', 'secret_file'))
    .refine((one) => Boolean(one.secret) || Boolean(one.secret_file), {
      message: 'a webhook is signed with a secret: add secret_file, or secret',
    }),
);

interface Listed {
  readonly name: string;
  readonly webhook_signature?: z.output<typeof webhookSignature>;
}

interface Context {
  readonly reading: Reading;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
  readonly files: SecretFiles;
}

/** By the receiver's name. */
export function webhookSignatures(
  listed: readonly Listed[],
  { reading, receivers, files }: Context,
): ReadonlyMap<string, Secret> {
  const signed = new Map<string, Secret>();
  for (const [index, { name, webhook_signature: written }] of listed.entries()) {
    if (!written) continue;
    const receiver = receivers.get(name);
    if (receiver && !receiver.integrations.some(({ type }) => type === 'webhook'))
      reading.problem(
        ['receivers', index, 'webhook_signature'],
        `the receiver "${name}" has no webhook_configs: add them to it, or take webhook_signature out`,
      );
    signed.set(name, written.secret ?? files.besideConfig(written.secret_file ?? ''));
  }
  return signed;
}
