import { z } from 'zod';
import type { Receiver } from '#core/route/route-tree';
import { fields, given, listOf, required, texts } from './fields.ts';
import { type Around, type ConfiguredIntegration, kinds } from './integration-kinds.ts';
import type { Reading } from './reading.ts';
import type { Path } from './yaml-file.ts';

export type { ConfiguredIntegration } from './integration-kinds.ts';

export interface ConfiguredReceiver extends Receiver {
  readonly integrations: readonly ConfiguredIntegration[];
}

/** A receiver, and what of it is shown as the effective configuration. */
export interface ReadReceiver {
  readonly receiver: ConfiguredReceiver;
  readonly shown: Readonly<Record<string, unknown>>;
}

const entries = given(listOf(z.unknown(), 'integrations'));

const ReceiverConfig = fields({
  name: required('name'),
  labels: given(texts),
  ...Object.fromEntries(Object.keys(kinds).map((name) => [name, entries])),
});

const entriesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const labelsOf = (
  { name, labels }: z.output<typeof ReceiverConfig>,
  path: Path,
  reading: Reading,
): Record<string, string> => {
  if (labels?.name !== undefined && labels.name !== name)
    reading.problem([...path, 'labels', 'name'], `the label "name" of a receiver is its name: write ${name}`);
  return { ...labels, name };
};

export const readReceiver = (value: unknown, path: Path, context: Around): ReadReceiver | undefined => {
  const config = context.reading.check(ReceiverConfig, value, path);
  if (!config) return undefined;
  const integrations: ConfiguredIntegration[] = [];
  const shown: Record<string, unknown> = {
    name: config.name,
    ...(config.labels && { labels: config.labels }),
  };
  const lists: Readonly<Record<string, unknown>> = config;
  for (const [field, readOne] of Object.entries(kinds)) {
    const found = entriesOf(lists[field]).flatMap(
      (one, index) => readOne(one, [...path, field, index], { ...context, index }) ?? [],
    );
    integrations.push(...found.map(({ integration }) => integration));
    if (found.length > 0) shown[field] = found.map((read) => read.shown);
  }
  const labels = labelsOf(config, path, context.reading);
  return { receiver: { name: config.name, labels, integrations }, shown };
};
