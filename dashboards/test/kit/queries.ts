import { askingPanels, dashboardFiles, provisioned, rules } from './read.ts';
import { threshold } from '../../../alert-service/src/prometheus/promql.ts';

interface DataSources {
  readonly datasources: readonly {
    readonly type: string;
    readonly uid: string;
    readonly jsonData: { timeInterval?: string };
  }[];
}

export const prometheusSource = provisioned<DataSources>('grafana/datasources/tocsin.yaml').datasources.find(
  ({ type }) => type === 'prometheus',
)!;

/** As Grafana computes it while a pixel is shorter than a scrape: four scrapes. */
const rateInterval = `${4 * Number.parseInt(prometheusSource.jsonData.timeInterval ?? '', 10)}s`;

/** What Grafana would send. A `$name` that is left is one that nobody knows. */
export const substituted = (query: string, service = 'api'): string =>
  query
    .replaceAll('$__rate_interval', rateInterval)
    .replaceAll('$__interval', prometheusSource.jsonData.timeInterval ?? '')
    .replaceAll('$service', service);

export interface Question {
  /** Where it stands, for a message. */
  readonly from: string;
  readonly expr: string;
  readonly ofService: boolean;
  /** What a panel says where there is nothing. */
  readonly noValue: string | undefined;
}

export const panelQuestions: readonly Question[] = dashboardFiles.flatMap(({ name, dashboard }) =>
  askingPanels(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map(({ refId, expr }) => ({
      from: `${name}.json, panel ${panel.id} "${panel.title}", ${refId}`,
      expr,
      ofService: expr.includes('$service'),
      noValue: panel.fieldConfig?.defaults.noValue,
    })),
  ),
);

const ofNoService = { ofService: false, noValue: undefined };

/** `label_values(selector, label)` is Grafana's own; Prometheus answers what lies in it. */
export const variableQuestions: readonly Question[] = dashboardFiles.flatMap(({ name, dashboard }) =>
  dashboard.templating.list
    .filter(({ type }) => type === 'query')
    .map((variable) => {
      const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(variable.query) ?? [];
      const expr = `count by (${label ?? ''}) (${selector ?? ''})`;
      return { from: `${name}.json, variable ${variable.name}`, expr, ...ofNoService };
    }),
);

/** Without the last comparison: what is compared must be there while all is well. */
export const ruleQuestions: readonly Question[] = rules.map(({ file, alert, expr }) => ({
  from: `${file}, rule ${alert}`,
  expr: threshold(expr)?.left ?? expr,
  ...ofNoService,
}));
