import type { ConfiguredSource, SourceSettings } from '#config/sources';
import { createExpand } from '#engine/evaluation/expand';
import { createGate } from '#engine/evaluation/gate';
import { createAskState } from '#engine/evaluation/restore-ask';
import { createTogether } from '#engine/evaluation/together';
import type { EvaluatedSource, SampleSink } from '#engine/evaluator';
import { type Catalog, createPrometheusClient, type PrometheusClient, type Relay } from '#prometheus/client';
import { partOfQuery } from '#prometheus/promql';
import type { Foundation } from './parts.ts';

/** A data source in force, with its connections. */
export interface RunningSource extends EvaluatedSource {
  readonly client: PrometheusClient & Catalog & Relay;
}

export interface Sources {
  /** In the order of the configuration: the default one first, where there is one. */
  current(): readonly RunningSource[];
  /** From now on these; one that is configured as before keeps its connections. `retire` closes those that are left. */
  replace(configured: readonly ConfiguredSource[]): { readonly retire: () => void };
  close(): void;
}

/** `samplesFor`: where recorded series of this source go. */
export function createSources(
  foundation: Foundation,
  samplesFor: (source: SourceSettings) => SampleSink | undefined,
): Sources {
  let running: readonly { readonly key: string; readonly source: RunningSource }[] = [];
  return {
    current: () => running.map(({ source }) => source),
    replace(configured) {
      const before = running;
      running = configured.map((settings) => {
        const same = before.find(({ key, source }) => key === settings.key && source.name === settings.name);
        const source = same?.source ?? runningSource(settings, foundation);
        const samples = samplesFor(settings);
        return { key: settings.key, source: { ...source, ...{ samples } } };
      });
      const kept = new Set(running.map(({ source }) => source.client));
      return {
        retire() {
          for (const { source } of before) if (!kept.has(source.client)) source.client.close();
        },
      };
    },
    close() {
      for (const { source } of running) source.client.close();
    },
  };
}

function runningSource(settings: SourceSettings, { parts, metrics }: Foundation): RunningSource {
  const { clock, log, flags } = parts;
  const { name, queryTimeoutMs: timeoutMs } = settings;
  const client = createPrometheusClient({
    url: settings.address.url.reveal(),
    timeoutMs,
    parameters: settings.parameters,
    ...(settings.http && { http: settings.http }),
  });
  const gate = createGate(settings.concurrency);
  const toleranceMs = flags['rules.alert.for-outage-tolerance'];
  const { meter } = metrics;
  return {
    name,
    client,
    expand: createExpand(client, timeoutMs),
    externalLabels: settings.externalLabels,
    gate,
    queryTimeoutMs: timeoutMs,
    askState: createAskState(client, { toleranceMs, timeoutMs }),
    ...(settings.together && {
      together: createTogether({
        client,
        clock,
        log: log.with({ source: name }),
        partOf: partOfQuery,
        gate,
        meter,
      }),
    }),
  };
}
