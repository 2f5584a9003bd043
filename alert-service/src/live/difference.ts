import type { MetricsSnapshot, MetricsUpdate } from '@tocsin/api';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const parts = ['system', 'workers', 'queueDepth', 'connections', 'externalApis', 'alerts'] as const;

/** What a client lacks that has `before`; undefined where it lacks nothing. */
export function differenceOf(before: MetricsSnapshot, now: MetricsSnapshot): MetricsUpdate | undefined {
  const known = new Map(before.services.map((service) => [service.name, service]));
  const services = now.services.filter((service) => !same(known.get(service.name), service));
  const stays = new Set(now.services.map(({ name }) => name));
  const gone = before.services.flatMap(({ name }) => (stays.has(name) ? [] : [name]));
  const changed = parts.filter((part) => !same(before[part], now[part]));
  // A number that is not known any more cannot be left out: that would say that it stays.
  if (changed.includes('queueDepth') && now.queueDepth === undefined) return undefined;
  if (services.length + gone.length + changed.length === 0) return undefined;
  return {
    version: 1,
    seq: now.seq,
    base: before.seq,
    at: now.at,
    ...Object.fromEntries(changed.map((part) => [part, now[part]])),
    ...(services.length > 0 && { services }),
    ...(gone.length > 0 && { gone }),
  };
}

export const isUnchanged = (before: MetricsSnapshot, now: MetricsSnapshot): boolean =>
  same({ ...before, seq: 0, at: '' }, { ...now, seq: 0, at: '' });
