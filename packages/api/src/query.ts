import { z } from 'zod';
import { route } from './route.ts';
import { Labels } from './words.ts';

const Sample = z.tuple([z.number().meta({ description: 'Unix seconds' }), z.string()]);

export const Vector = z.object({
  resultType: z.literal('vector'),
  result: z.array(z.object({ metric: Labels, value: Sample })),
});
export const Matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: Labels, values: z.array(Sample) })),
});
export const Scalar = z.object({ resultType: z.enum(['scalar', 'string']), result: Sample });

const source = z.string().optional().meta({ description: 'Name of the data source; absent: the first' });

/** Prometheus's own `data` of an instant or range query. */
export const QueryResult = z
  .discriminatedUnion('resultType', [Vector, Matrix, Scalar])
  .meta({ id: 'QueryResult' });
export type QueryResult = z.output<typeof QueryResult>;

export const query = route({
  method: 'get',
  path: '/query',
  summary: 'An instant query to the data source of the rules',
  role: 'viewer',
  query: z.object({ query: z.string().min(1).max(10_000), time: z.string().optional(), source }),
  response: QueryResult,
});

export const queryRange = route({
  method: 'get',
  path: '/query_range',
  summary: 'A range query to the data source of the rules; at most 11,000 points a series',
  role: 'viewer',
  query: z.object({
    query: z.string().min(1).max(10_000),
    start: z.string().meta({ description: 'Unix seconds or ISO time' }),
    end: z.string(),
    step: z.string().meta({ description: 'Seconds or a Prometheus duration' }),
    source,
  }),
  response: QueryResult,
});
