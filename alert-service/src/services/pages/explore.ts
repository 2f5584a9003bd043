import type { HealthSettings } from '#config/services/settings';

interface Asked {
  readonly type: 'prometheus' | 'loki';
  readonly uid: string;
  readonly query: string;
  /** Epoch ms; absent: the last hour. */
  readonly around?: number;
}

const aroundMs = 900_000;

/** A link to Explore as Grafana 10 and later read it: one pane with one query. */
export function exploreLink(explore: HealthSettings['explore'], asked: Asked): string | undefined {
  if (!explore) return undefined;
  const { type, uid, query, around } = asked;
  const pane = {
    datasource: uid,
    queries: [{ refId: 'A', datasource: { type, uid }, expr: query }],
    range:
      around === undefined
        ? { from: 'now-1h', to: 'now' }
        : { from: String(around - aroundMs), to: String(around + aroundMs) },
  };
  const panes = encodeURIComponent(JSON.stringify({ tocsin: pane }));
  return `${explore.url}/explore?schemaVersion=1&panes=${panes}`;
}
