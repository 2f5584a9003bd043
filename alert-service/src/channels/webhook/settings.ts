import type { Authorization, SecretSource } from '../credentials.ts';

/** A checked `webhook_configs` entry. */
export interface WebhookSettings {
  /** May hold a template, and a secret in its path. */
  readonly url: SecretSource;
  /** 0 is no limit. */
  readonly maxAlerts: number;
  /** 0 or absent: the sender's own limit. */
  readonly timeoutMs?: number;
  readonly authorization?: Authorization;
}
