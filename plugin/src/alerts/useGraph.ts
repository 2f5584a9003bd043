import { useRef, useState } from 'react';
import type { AlertDetail, QueryResult } from '@tocsin/api';
import { client } from '../api/client';
import { type Resource, useResource } from '../api/useResource';
import type { Point } from '../ui/chartScale';
import { linesOf, rangeFor, type RangeName, ranges, shorterFor, stepSeconds } from './graphData';

export interface Graph {
  readonly lines: ReadonlyArray<readonly Point[]>;
  readonly range: RangeName;
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
}

interface Asked {
  readonly expression: string;
  readonly labels: AlertDetail['labels'];
  readonly source?: string;
}

async function load({ expression, labels, source }: Asked, range: RangeName): Promise<Graph> {
  const end = Date.now();
  const start = end - ranges[range] * 60_000;
  const step = stepSeconds(range);
  const result: QueryResult = await client.queryRange({
    query: { query: expression, start: String(start / 1000), end: String(end / 1000), step: String(step), source },
  });
  return { lines: linesOf(result, labels), range, start, end, stepMs: step * 1000 };
}

async function loadFitting(asked: Asked, range: RangeName): Promise<Graph> {
  const graph = await load(asked, range);
  const shorter = shorterFor(graph);
  return shorter ? loadFitting(asked, shorter) : graph;
}

const REFRESH_MS = 5000;

/**
 * The values of an alert's expression, asked for again and again. Until somebody chooses a span it is one that fits the
 * alert's age and its data, found once: the picture does not change its span by itself while one looks at it.
 */
export function useGraph(alert: AlertDetail, expression: string, chosen: RangeName | undefined) {
  const asked = { expression, labels: alert.labels, source: alert.source };
  const [byAge] = useState(() => rangeFor(alert.startsAt, Date.now()));
  const fitted = useRef<RangeName>(undefined);
  const loadFitted = async () => {
    const graph = await (fitted.current ? load(asked, fitted.current) : loadFitting(asked, byAge));
    fitted.current = graph.range;
    return graph;
  };
  const resource: Resource<Graph> = useResource(() => (chosen ? load(asked, chosen) : loadFitted()), {
    key: `graph ${chosen ?? 'that fits'} ${expression}`,
    everyMs: REFRESH_MS,
    touchedBy: () => false,
  });
  return { ...resource, range: chosen ?? resource.data?.range ?? byAge };
}
