/** Series come as so many groups of so many nodes, of each of four metrics: 2,000. */
export const seriesShape = { groups: 50, nodes: 10 };

export const intervalMs = 10_000;
const rulesInGroup = 50;

interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** In ten rules: six rates over a group, and one each of a share, a number of each node, an average, and a missing one. */
function expressionOf(index: number): string {
  const group = `{g="${Math.floor(index / 10) % seriesShape.groups}"}`;
  // No two rules ask the same, or a cache could answer for all.
  const limit = 1_000_000 + index;
  const rate = (metric: string): string => `sum by (g) (rate(${metric}${group}[1m]))`;
  switch (index % 10) {
    case 6:
      return `${rate('bench_errors_total')} / ${rate('bench_requests_total')} > ${limit}`;
    case 7:
      return `bench_queue_length${group} > ${fires(index, 200) ? -limit : limit}`;
    case 8:
      return `avg_over_time(bench_memory_bytes${group}[2m]) > ${limit}`;
    case 9:
      return `absent(bench_requests_total{g="${index % seriesShape.groups}",node!="${index}"})`;
    default:
      return `${rate('bench_requests_total')} > ${fires(index, 50) ? -limit : limit}`;
  }
}

/** One rule in fifty fires for its group, and one in two hundred for each node. */
const fires = (index: number, oneIn: number): boolean => index % oneIn === (oneIn === 50 ? 0 : 7);

const ruleOf = (index: number): AlertingRule => ({
  alert: `Bench${index}`,
  expr: expressionOf(index),
  labels: { severity: 'warning', team: `t${index % 20}` },
  annotations: {
    summary: 'Group {{ $labels.g }} is at {{ $value }}',
    description:
      'What is asked of group {{ $labels.g }} is more than it was made for: {{ $value | humanize }}.',
  },
});

/** JSON is YAML: the file that all of them read. */
export function ruleFile(rules: number): string {
  const groups: object[] = [];
  for (let from = 0; from < rules; from += rulesInGroup) {
    const length = Math.min(rulesInGroup, rules - from);
    groups.push({
      name: `bench-${from / rulesInGroup}`,
      interval: `${intervalMs / 1_000}s`,
      rules: Array.from({ length }, (_, index) => ruleOf(from + index)),
    });
  }
  return JSON.stringify({ groups });
}
