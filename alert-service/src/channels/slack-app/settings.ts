import type { Secret } from '#lib/secret';

/** `slack_app` of tocsin.yml, together with the `channel` of the `slack_configs` entry that goes through it. */
export interface SlackAppSettings {
  readonly token: Secret;
  /** Slack's own when absent. */
  readonly apiUrl?: string;
  /** May be a template. */
  readonly channel: string;
}
