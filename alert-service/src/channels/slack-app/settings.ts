import type { HttpSettings } from '#config/http-settings';
import type { SlackApp } from '#config/tocsin-config';
import type { Secret } from '#lib/secret';

/** `slack_app` of tocsin.yml, together with the `channel` of the `slack_configs` entry that goes through it. */
export interface SlackAppSettings {
  readonly token: Secret;
  /** Slack's own when absent. */
  readonly apiUrl?: string;
  /** May be a template; the id of a user is a direct message to them. */
  readonly channel: string;
  /** What is pressed comes back to us: messages have buttons. */
  readonly answered?: boolean;
  /** How its requests go: over which TLS and proxy. Who it is says the token. */
  readonly http?: HttpSettings;
}

/** Through the app to a channel, or by the id of a user to a person. */
export const slackAppTo = (
  { token, apiUrl, answers }: Pick<SlackApp, 'token' | 'apiUrl' | 'answers'>,
  channel: string,
): SlackAppSettings => ({ token, channel, ...(apiUrl && { apiUrl }), ...(answers && { answered: true }) });
