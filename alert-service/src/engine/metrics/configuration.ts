import { Gauge } from 'prom-client';
import type { Registers } from './kit.ts';

/** A configuration that is now in force. */
export interface LoadedConfiguration {
  /** Hex digits. */
  readonly hash: string;
  readonly receivers: number;
  /** The kind of each integration of each receiver. */
  readonly integrations: readonly string[];
  readonly inhibitRules: number;
}

export interface ConfigurationMeter {
  /** At the start, and at each reload that took. */
  readonly configured: (loaded: LoadedConfiguration) => void;
  /** A reload was refused; the old configuration stays in force. */
  readonly configurationRefused: () => void;
  /** The rule files were read again, whether they took or not. */
  readonly rulesLoaded: (took: boolean) => void;
}

export function configurationMeter(now: () => number, registers: Registers): ConfigurationMeter {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const successful = gauge(
    'alertmanager_config_last_reload_successful',
    'Whether the last configuration reload attempt was successful.',
  );
  const successAt = gauge(
    'alertmanager_config_last_reload_success_timestamp_seconds',
    'Timestamp of the last successful configuration reload.',
  );
  const hash = gauge(
    'alertmanager_config_hash',
    'Hash of the currently loaded alertmanager configuration. Note that this is not a cryptographically strong hash.',
  );
  const rules = gauge(
    'tocsin_rules_last_reload_successful',
    'Whether the last attempt to read the rule files was successful.',
  );
  rules.set(1);
  const receivers = gauge('alertmanager_receivers', 'Number of configured receivers.');
  const integrations = gauge('alertmanager_integrations', 'Number of configured integrations.');
  const inhibitRules = gauge('alertmanager_inhibition_rules', 'Number of configured inhibition rules.');
  return {
    configured(loaded) {
      successful.set(1);
      successAt.set(now() / 1_000);
      // 48 bits, as upstream: a sample is a double.
      hash.set(Number.parseInt(loaded.hash.slice(0, 12), 16) || 0);
      receivers.set(loaded.receivers);
      integrations.set(loaded.integrations.length);
      inhibitRules.set(loaded.inhibitRules);
    },
    configurationRefused: () => successful.set(0),
    rulesLoaded: (took) => rules.set(took ? 1 : 0),
  };
}
