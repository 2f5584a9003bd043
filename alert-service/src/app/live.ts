import { cellsOf, historyOf as healthHistoryOf } from '#core/health/spans';
import { historyOf } from '#live/history';
import type { HistoryRange } from '#live/history-range';
import { createLiveMetrics } from '#live/hub';
import type { LiveView } from '#live/live-view';
import type { Loop } from '#lib/loop';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';
import type { ServicesViews } from './services.ts';

type Views = Pick<ServicesViews, 'catalogue' | 'health' | 'probes' | 'workflows'>;

/** Live numbers of all services, for streams, sockets and whoever asks once. */
export function createLive(
  { engine, parts }: Foundation,
  rules: Rules,
  views: Views,
): LiveView & { readonly loop: Pick<Loop, 'start' | 'stop'> } {
  const live = createLiveMetrics({ engine, clock: parts.clock, ...views });
  const statusOf = (service: string, { from, to, stepMs }: HistoryRange): string => {
    // The cell of each time is what was until then.
    const begin = from - stepMs;
    const { spans } = healthHistoryOf(engine.state(), service, { from: begin, to });
    return cellsOf(spans, { from: begin, stepMs, count: Math.round((to - begin) / stepMs) });
  };
  return {
    ...live,
    history: (range, service) =>
      historyOf(
        {
          catalogue: views.catalogue,
          client: (source) => rules.client(source),
          statusOf,
        },
        range,
        service,
      ),
    loop: { start: () => undefined, stop: async () => live.close() },
  };
}
