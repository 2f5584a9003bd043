import type { Labels } from '@tocsin/model';

/** What tells that a service is there: a target, or a series of `target_info`, which programs send themselves. */
export interface Sign {
  readonly labels: Labels;
  readonly health: 'up' | 'down' | 'unknown';
  readonly scrapeIntervalMs?: number;
}

/** A service as one data source shows it. */
export interface Seen {
  readonly name: string;
  readonly label: string;
  readonly without: readonly string[];
  /** Targets that were scraped, and of them those that answered. */
  readonly up: number;
  readonly all: number;
  readonly scrapeIntervalMs?: number;
}

/** What a data source shows, with what it takes to find signs by their labels. */
export interface SourceSeen {
  readonly source: string;
  readonly signs: readonly Sign[];
  /** By name. */
  readonly services: ReadonlyMap<string, Seen>;
}

interface Gathered {
  readonly label: number;
  readonly signs: Sign[];
}

/** Services are known by the first of these labels that a sign has; of one name, the earlier label counts. */
export function seenIn(source: string, signs: readonly Sign[], labels: readonly string[]): SourceSeen {
  const byName = new Map<string, Gathered>();
  for (const sign of signs) {
    const label = labels.findIndex((one) => (sign.labels[one] ?? '') !== '');
    const name = sign.labels[labels[label] ?? ''];
    if (name === undefined) continue;
    const found = byName.get(name);
    if (!found || label < found.label) byName.set(name, { label, signs: [sign] });
    else if (label === found.label) found.signs.push(sign);
  }
  const shared = sharedBy(signs, labels);
  const services = [...byName].map(([name, { label, signs: own }]): [string, Seen] => {
    const key = labels[label] ?? '';
    return [name, { name, label: key, without: [...(shared.get(`${key}\n${name}`) ?? [])], ...countOf(own) }];
  });
  return { source, signs, services: new Map(services) };
}

/** `job="shop"` may be the job of targets that an earlier label names: which labels those are. */
function sharedBy(
  signs: readonly Sign[],
  labels: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const shared = new Map<string, Set<string>>();
  for (const sign of signs) {
    const first = labels.findIndex((one) => (sign.labels[one] ?? '') !== '');
    for (const later of first < 0 ? [] : labels.slice(first + 1)) {
      const value = sign.labels[later] ?? '';
      const key = `${later}\n${value}`;
      if (value !== '') shared.set(key, (shared.get(key) ?? new Set()).add(labels[first] ?? ''));
    }
  }
  return shared;
}

export function countOf(signs: readonly Sign[]): Pick<Seen, 'up' | 'all' | 'scrapeIntervalMs'> {
  const intervals = signs.flatMap(({ scrapeIntervalMs }) => scrapeIntervalMs ?? []);
  return {
    up: signs.filter(({ health }) => health === 'up').length,
    all: signs.filter(({ health }) => health !== 'unknown').length,
    ...(intervals.length > 0 && { scrapeIntervalMs: intervals.reduce((a, b) => Math.max(a, b)) }),
  };
}
