import type { MetricsSnapshot, MetricsUpdate } from './live.ts';

/** A snapshot with an update laid over it; undefined where it does not fit, and the whole is to be asked for. */
export function applyUpdate(
  snapshot: MetricsSnapshot | undefined,
  update: MetricsUpdate,
): MetricsSnapshot | undefined {
  if (snapshot?.seq !== update.base) return undefined;
  const { base: _, services = [], gone = [], ...parts } = update;
  const changed = new Map(services.map((service) => [service.name, service]));
  const away = new Set(gone);
  const stay = snapshot.services.flatMap((service) => {
    if (away.has(service.name)) return [];
    const next = changed.get(service.name) ?? service;
    changed.delete(service.name);
    return [next];
  });
  return { ...snapshot, ...parts, services: [...stay, ...changed.values()] };
}
