import type { QueryResult as Wire } from '@tocsin/api';
import { parseDuration } from '@tocsin/model';
import type { Clock } from '#lib/clock';
import type { Answer, PrometheusClient } from '#prometheus/client';
import { HttpError } from '../errors.ts';
import type { QueryDoor } from './context.ts';

const mostPoints = 11_000;

/** The console's metrics: one path for both hosts, and no open proxy. */
export function createQueryDoor(
  current: (source?: string) => PrometheusClient | undefined,
  clock: Clock,
): QueryDoor {
  const client = (source: string | undefined): PrometheusClient => {
    const found = current(source);
    if (found) return found;
    if (source !== undefined)
      throw new HttpError(404, `There is no data source ${JSON.stringify(source)}`, {
        detail: 'See GET /rules for those that there are.',
      });
    throw new HttpError(404, 'There is no data source', {
      detail: 'Start with --prometheus.url, or add data_sources to tocsin.yml.',
    });
  };
  return {
    async instant({ query, time, source }) {
      const at = time === undefined ? clock.now() : timeOf('time', time);
      return answered(await client(source).query({ query, at }));
    },
    async range({ query, start, end, step, source }) {
      const from = timeOf('start', start);
      const to = timeOf('end', end);
      const stepMs = stepOf(step);
      if (to < from) throw new HttpError(400, 'end is before start');
      if ((to - from) / stepMs > mostPoints)
        throw new HttpError(400, 'Too many points', {
          detail: `Ask for at most ${mostPoints} points a series: a longer step, or a shorter range.`,
        });
      return answered(await client(source).queryRange({ query, from, to, stepMs }));
    },
  };
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
/** The end of what a date can hold; Prometheus has no use for it either. */
const lastTime = 8.64e15;

function timeOf(name: string, text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text);
  const at = seconds ? Number(text) * 1_000 : isoTime.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at) || at > lastTime)
    throw new HttpError(400, `${name} must be unix seconds or an ISO time, not ${JSON.stringify(text)}`);
  return at;
}

function stepOf(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text) * 1_000;
  const length = parseDuration(text);
  if (!length.ok || length.value <= 0)
    throw new HttpError(400, `step must be seconds or a duration, not ${JSON.stringify(text)}`);
  return length.value;
}

const statuses: Readonly<Record<string, number>> = {
  timeout: 504,
  unreachable: 502,
  http: 502,
  'bad-answer': 502,
  query: 400,
};

function answered(answer: Answer): Wire {
  if (answer.error) {
    const { kind, message } = answer.error;
    throw new HttpError(statuses[kind] ?? 502, 'The data source did not answer this query', {
      detail: message,
    });
  }
  return wire(answer.result);
}

function wire(result: Extract<Answer, { result: unknown }>['result']): Wire {
  switch (result.type) {
    case 'vector':
      return {
        resultType: 'vector',
        result: result.samples.map(({ labels, at, text }) => ({ metric: labels, value: [at / 1_000, text] })),
      };
    case 'matrix':
      return {
        resultType: 'matrix',
        result: result.series.map(({ labels, points }) => ({
          metric: labels,
          values: points.map(({ at, text }) => [at / 1_000, text]),
        })),
      };
    case 'scalar':
      return { resultType: 'scalar', result: [result.sample.at / 1_000, result.sample.text] };
    case 'string':
      return { resultType: 'string', result: [0, result.text] };
  }
}
