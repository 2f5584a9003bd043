import { type HealthState } from '@tocsin/model';
import type { Term } from '#core/health/term';
import type { ProbeResult } from '#services/probes/probe';
import type { Numbers } from './health-view.ts';
import type { Values } from './questions.ts';

/** Numbers that everybody shows, judged by no limit. */
export function numbersOf(values: Values | undefined, probes: readonly ProbeResult[]): Numbers {
  const { up, requests, classified, failed, p95, cpu, cores, memory, disk, queue, connections } =
    values ?? {};
  const errorRate = classified !== undefined && classified > 0 ? (failed ?? 0) / classified : undefined;
  const used = probes.find((each) => each.connections)?.connections?.used ?? connections;
  const busy = cpu ?? cores;
  return {
    ...(isNumber(up) && { up }),
    ...(isNumber(requests) && { requestRate: requests }),
    ...(isNumber(errorRate) && { errorRate }),
    ...(isNumber(p95) && { p95 }),
    ...(isNumber(busy) && { cpu: busy }),
    ...(isNumber(memory) && { memory }),
    ...(isNumber(disk) && { disk }),
    ...(isNumber(queue) && { queueDepth: queue }),
    ...(isNumber(used) && { connections: used }),
  };
}

/** What is divided by nothing is none: JSON has no such number, and who reads along would fail at all the others too. */
const isNumber = (value: number | undefined): value is number => Number.isFinite(value);

const wordsOf: Readonly<Record<string, string>> = {
  p95: 'slow',
  queue: 'backlog',
  up: 'down',
  cpu: 'busy',
  memory: 'memory',
  disk: 'disk full',
  connections: 'connections',
};

const isUnwell = ({ state }: Term): boolean => state === 'failing' || state === 'degraded';

/** One word for people: `failing`, `slow`, `backlog`. Of what fails by several, the worst says it. */
export function wordOf(state: HealthState, terms: readonly Term[]): string {
  if (state === 'healthy' || state === 'maintenance') return state;
  if (state === 'no-data') return 'no data';
  // Of what is within its limits again nothing is full or slow any more: then only its state says something.
  const lead = terms.find((term) => term.state === state) ?? terms.find(isUnwell);
  const word = lead && wordsOf[lead.name.replace(/ of callers$/, '')];
  if (lead?.name === 'up' && lead.state === 'degraded') return 'partly down';
  return word ?? state;
}
