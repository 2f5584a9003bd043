import { stringify } from 'yaml';

/** A tree of so many services, three below each, and a promise of each. */
export const describedServices = (count: number): string =>
  stringify({
    services: Array.from({ length: count }, (_, index) => ({
      name: `svc-${index}`,
      tier: 1 + (index % 3),
      depends_on: [1, 2, 3]
        .map((child) => 3 * index + child)
        .flatMap((at) => (at < count ? [`svc-${at}`] : [])),
      objectives: [{ name: 'availability', target: 99.9 }],
    })),
    health: { interval: '5s', alert_on: 'failing' },
  });
