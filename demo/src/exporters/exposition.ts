/** One number for Prometheus. */
export interface Sample {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function lineOf({ name, labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, each]) => `${key}="${escaped(each)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

/** Prometheus's text format, samples of one name together. */
export function exposition(samples: readonly Sample[]): string {
  const byName = Map.groupBy(samples, ({ name }) => name);
  return [...byName]
    .flatMap(([name, same]) => [`# TYPE ${name} ${same[0]?.type ?? 'gauge'}`, ...same.map(lineOf), ''])
    .join('\n');
}
