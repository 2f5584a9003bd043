import type { Secret } from '#lib/secret';
import { secretUrl, text } from './fields.ts';
import type { SecretFiles } from './secret-files.ts';

/** A chat room's address, which is its secret: in the file, or in a file of its own. */
export const webhookUrlFields = { webhook_url: secretUrl, webhook_url_file: text.optional() };

interface WebhookUrl {
  readonly webhook_url?: Secret | undefined;
  readonly webhook_url_file?: string | undefined;
}

/** For `refine`. */
export const oneWebhookUrl: [(config: WebhookUrl) => boolean, { message: string }] = [
  (config) => Boolean(config.webhook_url) !== Boolean(config.webhook_url_file),
  { message: 'nothing or too much says where to post: give webhook_url or webhook_url_file, one of them' },
];

export const webhookUrlOf = (config: WebhookUrl, files: SecretFiles): Secret =>
  config.webhook_url ?? files.fromHere(config.webhook_url_file ?? '');
