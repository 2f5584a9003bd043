import type { LoadedConfiguration } from '#engine/metrics/configuration';
import type { Running } from './running.ts';

export const meterOf = ({ configuration, senders }: Running): LoadedConfiguration => ({
  hash: configuration.fileHash,
  receivers: configuration.alertmanager.receivers.size,
  integrations: [...senders.values()].map(({ type }) => type),
  inhibitRules: configuration.alertmanager.inhibitRules.length,
});
