import type { Labels } from '@tocsin/model';
import type { KnownService } from '../catalogue/catalogue.ts';

/** What a service is called: by the labels of its series, and by what its callers call it. */
export interface ServiceNames {
  own(labels: Labels): string | undefined;
  /** `postgres`, `api:8080`, `api.shop.svc.cluster.local`, `10.0.0.7` with the port beside it. */
  called(peer: string, port?: string): string | undefined;
}

export interface NamesParts {
  readonly services: readonly KnownService[];
  /** Labels that services are known by, the first one first. */
  readonly labels: readonly string[];
  /** Labels of targets, with `instance`. */
  readonly targets: readonly Labels[];
}

const longest = 200;
/** Tempo's words for a caller, or a callee, that sends no traces. */
const nobody = new Set(['', 'unknown', 'user', 'n/a', 'none']);
/** As systems are called by OpenTelemetry, and by people. */
const others: Readonly<Record<string, readonly string[]>> = {
  postgresql: ['postgres', 'database', 'db'],
  mysql: ['mariadb', 'database', 'db'],
  'microsoft.sql_server': ['mssql', 'sqlserver'],
};
const isLocal = (host: string): boolean => /^(localhost|127\.[\d.]+|::1|0\.0\.0\.0)$/.test(host);
const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

export function serviceNames({ services, labels, targets }: NamesParts): ServiceNames {
  const names = new Map(services.map(({ name }) => [name.toLowerCase(), name]));
  const bySelector = new Map(services.flatMap(selectedBy));
  const own = (of: Labels): string | undefined => {
    const label = labels.find((each) => (of[each] ?? '') !== '');
    if (label === undefined) return undefined;
    const value = of[label] ?? '';
    return bySelector.get(`${label}\n${value}`) ?? value.slice(0, longest);
  };
  const places = placesOf(targets, own);
  return {
    own,
    called(peer, port) {
      const written = peer
        .trim()
        .replace(/^[a-z]+:\/\//, '')
        .replace(/\/.*$/, '');
      if (nobody.has(written.toLowerCase())) return undefined;
      const { host, port: itsPort = port } = split(written);
      return (
        names.get(written.toLowerCase()) ??
        places.get(`${host}:${itsPort ?? ''}`) ??
        (isLocal(host) ? undefined : places.get(host)) ??
        byFirstName(names, host) ??
        others[host.toLowerCase()]?.flatMap((each) => names.get(each) ?? [])[0] ??
        (isLocal(host) || isAddress(host) ? written : host).slice(0, longest)
      );
    },
  };
}

/** Names of one's own network. Elsewhere `api.github.com` is no `api` of ours. */
const inside = /\.(svc|cluster\.local|local|internal|lan|consul)$/;

/** `api.shop.svc.cluster.local` is `api`, where there is such a service. */
function byFirstName(names: ReadonlyMap<string, string>, written: string): string | undefined {
  const host = written.toLowerCase();
  const whole = names.get(host);
  if (whole !== undefined || !inside.test(host)) return whole;
  const [first = '', second = ''] = host.split('.');
  return names.get(first) ?? names.get(`${first}.${second}`);
}

function split(written: string): { readonly host: string; readonly port?: string } {
  const [, bracketed, , plain, port] = /^(?:\[([^\]]*)\](:(?=\d))?|([^:]*):?)(\d*)$/.exec(written) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || host === '') return { host: written };
  return port ? { host, port } : { host };
}

/** Of a description that selects by one label. */
function selectedBy({ name, by, selector }: KnownService): [string, string][] {
  if (by) return [[`${by.label}\n${by.value}`, name]];
  const [, label, value] = /^\s*(\w+)\s*=\s*"([^"\\]*)"\s*$/.exec(selector) ?? [];
  return label !== undefined && value !== undefined ? [[`${label}\n${value}`, name]] : [];
}

/** Addresses of targets, with and without their port; a host that several services share says nothing by itself. */
function placesOf(
  targets: readonly Labels[],
  own: (labels: Labels) => string | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  const add = (key: string, name: string): void =>
    void found.set(key, (found.get(key) ?? new Set()).add(name));
  for (const labels of targets) {
    const name = own(labels);
    const instance = labels['instance'];
    if (name === undefined || instance === undefined) continue;
    const { host, port } = split(instance);
    add(host, name);
    if (port !== undefined) add(`${host}:${port}`, name);
  }
  return new Map([...found].flatMap(([key, all]) => (all.size === 1 ? [[key, [...all][0] ?? '']] : [])));
}
