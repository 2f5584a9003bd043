/** How one alert of the work looks, as Prometheus sends it: about 600 bytes (see README.md). */
export interface AlertShape {
  readonly count: number;
  readonly groups: number;
  readonly job?: string;
  /** Every tenth names one of so many inhibition rules. */
  readonly inhibitRules?: number;
}

const minuteMs = 60_000;
const severities = ['critical', 'warning', 'info'];

export const groupOf = (index: number, { count, groups }: AlertShape): number =>
  Math.floor((index * groups) / count);

export function alertOf(
  index: number,
  shape: AlertShape,
  times: { startsAt: number; endsAt: number },
): object {
  const group = groupOf(index, shape);
  const instance = `node-${index}.example.net:9100`;
  return {
    labels: {
      alertname: `Load${group % 100}`,
      cluster: `eu-${index % 7}`,
      instance,
      job: shape.job ?? 'node',
      service: `svc-${Math.floor(group / 100)}`,
      severity: severities[index % 3],
      team: `t${index % 20}`,
      ...(shape.inhibitRules &&
        isInhibited(index) && { rule: `r${Math.floor(index / 10) % shape.inhibitRules}` }),
    },
    annotations: {
      summary: `The load of ${instance} has been above its limit for ten minutes`,
      description: `The load average of ${instance} is ${(index % 90) + 10}, which is more than its cores can do; see the runbook.`,
    },
    startsAt: new Date(times.startsAt).toISOString(),
    endsAt: new Date(times.endsAt).toISOString(),
    generatorURL: `http://prometheus.example.net:9090/graph?g0.expr=node_load1+%3E+${group}&g0.tab=1`,
  };
}

const isInhibited = (index: number): boolean => index % 10 === 5;

export const inhibitedOf = (count: number): number => Math.floor((count + 4) / 10);

/** The alerts that hide those which name an inhibition rule. */
export function sourceBody(inhibitRules: number): Buffer {
  const endsAt = new Date(Date.now() + 4 * minuteMs).toISOString();
  const sources = Array.from({ length: inhibitRules }, (_, index) => ({
    labels: { alertname: `Source${index}`, job: 'node', severity: 'critical' },
    endsAt,
  }));
  return Buffer.from(JSON.stringify(sources));
}

/** One alert that starts now: an older one than group_wait would be told at once. */
export function freshBody(index: number, shape: AlertShape): Buffer {
  const now = Date.now();
  return Buffer.from(JSON.stringify([alertOf(index, shape, { startsAt: now, endsAt: now + 4 * minuteMs })]));
}

/** Request bodies of `size` alerts each, built before any time is taken. `round` moves the ends on. */
export function alertBodies(shape: AlertShape, size: number, round = 0): Buffer[] {
  const now = Date.now();
  const times = { startsAt: now, endsAt: now + 4 * minuteMs + round * 1_000 };
  const bodies: Buffer[] = [];
  for (let from = 0; from < shape.count; from += size) {
    const length = Math.min(size, shape.count - from);
    const alerts = Array.from({ length }, (_, index) => alertOf(from + index, shape, times));
    bodies.push(Buffer.from(JSON.stringify(alerts)));
  }
  return bodies;
}
