import { fingerprint } from '@tocsin/model';
import type { Scenario } from './scenario.ts';

type NamedAlert = Scenario['alerts'][string];

const none: NamedAlert = { labels: {}, annotations: {} };

/** Loading has seen to it that the name is known. */
export const alertNamed = (scenario: Scenario, name: string): NamedAlert => scenario.alerts[name] ?? none;

export const fingerprintNamed = (scenario: Scenario, name: string): string | undefined => {
  const alert = scenario.alerts[name];
  return alert && fingerprint(alert.labels);
};
