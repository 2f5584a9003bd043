import type { QueryResult } from '@tocsin/api';

const jobs: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  api: { up: 1, cpu: 0.34, memory: 1.61e8, disk: 0.62, errors: 0.084, p95: 0.84 },
  orchestrator: { up: 1, cpu: 0.12, memory: 9.4e7, disk: 0.62, errors: 0, p95: 0.21, queue: 412 },
  worker: { up: 1, cpu: 0.55, memory: 1.2e8, disk: 0.19, workers: 4 },
};

/** Each service's numbers, marked by `stat` as the overview asks for them; without that mark, the share of errors. */
export function instantAnswer(query: string, now: number): QueryResult {
  const sample = (metric: Record<string, string>, value: number) => ({
    metric,
    value: [now / 1000, String(value)] as [number, string],
  });
  const result = query.includes('"stat"')
    ? Object.entries(jobs).flatMap(([job, numbers]) =>
        Object.entries(numbers).map(([stat, value]) => sample({ job: 'demo', service: job, stat }, value)),
      )
    : Object.entries(jobs).map(([job, { errors = 0 }]) => sample({ job: 'demo', service: job }, errors));
  return { resultType: 'vector', result };
}

/** A calm line that rises twelve minutes before the end. */
export function rangeAnswer(start: number, end: number, step: number): QueryResult {
  const values: [number, string][] = [];
  for (let at = start; at <= end; at += step) {
    const risen = end - at < 760 ? Math.min(1, (760 - (end - at)) / 60) : 0;
    values.push([
      at,
      String(0.006 + 0.002 * Math.sin(at / 40) + risen * (0.074 + 0.006 * Math.sin(at / 25))),
    ]);
  }
  return { resultType: 'matrix', result: [{ metric: { service: 'api' }, values }] };
}
