import type { HttpSettings } from '#config/http-settings';
import type { Secret } from '#lib/secret';

/** `slack_app` of tocsin.yml, together with the `channel` of the `slack_configs` entry that goes through it. */
export interface SlackAppSettings {
  readonly token: Secret;
  /** Slack's own when absent. */
  readonly apiUrl?: string;
  /** May be a template. */
  readonly channel: string;
  /** How its requests go: over which TLS and proxy. Who it is says the token. */
  readonly http?: HttpSettings;
}
