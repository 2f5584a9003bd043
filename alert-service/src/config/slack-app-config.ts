import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { address, fields, listOf, notBoth, orElse, secret, strictFlag, text } from './fields.ts';
import type { SecretFiles } from './secret-files.ts';

/** Slack by a bot's token: what is posted can be updated in place and threaded. */
export interface SlackApp {
  readonly token: Secret;
  /** Slack's own when absent. */
  readonly apiUrl?: string;
  /** In these receivers, slack_configs go through the app to their `channel`. */
  readonly receivers: readonly string[];
  /** Of what comes back; without it and the next, messages have no buttons. */
  readonly answers?: SlackAnswers;
}

/** How pressed buttons and slash commands come back: over HTTP, over a connection of ours, or both. */
export interface SlackAnswers {
  /** Proves that a request over HTTP is Slack's. */
  readonly signingSecret?: Secret;
  /** Socket Mode: opens the connection. */
  readonly appToken?: Secret;
  /** Whoever is in the workspace may act, under the name that Slack knows. */
  readonly allowUnknownUsers: boolean;
}

export const slackApp = fields({
  token: secret.optional(),
  token_file: text.optional(),
  api_url: address.optional(),
  receivers: orElse(listOf(text, 'receiver names'), []),
  signing_secret: secret.optional(),
  signing_secret_file: text.optional(),
  app_token: secret.optional(),
  app_token_file: text.optional(),
  allow_unknown_users: orElse(strictFlag, false),
})
  .refine(...notBoth('token', 'token_file'))
  .refine(...notBoth('signing_secret', 'signing_secret_file'))
  .refine(...notBoth('app_token', 'app_token_file'))
  .refine((app) => Boolean(app.token) || Boolean(app.token_file), {
    message: 'the Slack app needs its bot token: add token_file, or token',
  });

export function slackAppOf(app: z.output<typeof slackApp>, files: SecretFiles): SlackApp {
  const answers = answersOf(app, files);
  return {
    token: app.token ?? files.besideConfig(app.token_file ?? ''),
    ...(app.api_url && { apiUrl: app.api_url }),
    receivers: app.receivers,
    ...(answers && { answers }),
  };
}

function answersOf(app: z.output<typeof slackApp>, files: SecretFiles): SlackAnswers | undefined {
  const either = (value: Secret | undefined, file: string | undefined): Secret | undefined =>
    value ?? (file ? files.besideConfig(file) : undefined);
  const signingSecret = either(app.signing_secret, app.signing_secret_file);
  const appToken = either(app.app_token, app.app_token_file);
  if (!signingSecret && !appToken) return undefined;
  return {
    ...(signingSecret && { signingSecret }),
    ...(appToken && { appToken }),
    allowUnknownUsers: app.allow_unknown_users,
  };
}
