import type { Measured } from '#core/health/term';
import type { KnownService } from '#services/catalogue/catalogue';
import type { ProbeResult } from '#services/probes/probe';
import type { LiveEdge } from '#services/topology/topology-view';
import type { SourceRound } from './ask-round.ts';
import { conventionFor, conventions, readConvention, seriesWords } from './conventions.ts';
import { indicatorKey, wantedOf } from './indicators.ts';

export interface MeasuredParts {
  readonly service: KnownService;
  /** Absent: its data source has not been asked yet, or there is none. */
  readonly round: SourceRound | undefined;
  readonly probes: readonly ProbeResult[];
  /** What others measure of it as they call it. */
  readonly callers?: readonly LiveEdge[];
  /** Names of what this service has ever been known by since the start. */
  readonly seen: ReadonlySet<string>;
  readonly rangeMs: number;
  readonly now: number;
}

/** Everything that is known of a service, or should be: indicators by convention, described ones, probes. */
export function measuredOf(parts: MeasuredParts): Measured[] {
  const found = [
    ...upOf(parts),
    ...byConvention(parts),
    ...described(parts),
    ...probed(parts),
    ...byCallers(parts),
  ];
  return found.length > 0 ? found : [nothing(parts)];
}

const upTerm = { name: 'up', title: 'Targets', kind: 'up' } as const;
const upWeight = 3;

export const nothingMeasures = 'nothing measures it';

/** A service that nothing measures and nothing asks. */
const nothing = ({ round }: MeasuredParts): Measured => ({
  ...upTerm,
  weight: upWeight,
  why: round?.silent ?? nothingMeasures,
});

function upOf({ service, round, seen }: MeasuredParts): Measured[] {
  const written = service.settings?.conventions.find(({ name }) => name === 'up');
  if (written?.off) return [];
  const weight = written?.weight ?? upWeight;
  const value = round?.values.get(service.name)?.up;
  if (value === undefined) {
    const why = round?.silent ?? round?.failed.get('up') ?? 'its targets are gone';
    return seen.has('up') ? [{ ...upTerm, weight, why }] : [];
  }
  const found = value >= 1 ? 'healthy' : value <= 0 ? 'failing' : 'degraded';
  return [{ ...upTerm, weight, value, found }];
}

function byConvention({ service, round, probes, seen, rangeMs }: MeasuredParts): Measured[] {
  const values = round?.values.get(service.name);
  return conventions.flatMap((usual): Measured[] => {
    const written = service.settings?.conventions.find(({ name }) => name === usual.name);
    const convention = conventionFor(usual, written);
    if (!convention) return [];
    const { from, read: _read, ...shown } = convention;
    const asked = convention.name === 'connections' ? connectionsOf(probes) : undefined;
    if (asked !== undefined) return [{ ...shown, kind: 'indicator', value: asked }];
    if (values?.[from] === undefined && !seen.has(usual.name)) return [];
    const why = round?.silent ?? round?.failed.get(from) ?? 'its metrics are gone';
    return [{ ...shown, kind: 'indicator', ...readConvention(convention, { values, rangeMs, why }) }];
  });
}

/** What the database itself says of its connections goes before what an exporter says. */
function connectionsOf(probes: readonly ProbeResult[]): number | undefined {
  const said = probes.find(({ connections }) => connections && connections.max > 0)?.connections;
  return said && said.used / said.max;
}

function described({ service, round }: MeasuredParts): Measured[] {
  return wantedOf(service).map((wanted): Measured => {
    const { name, title, unit, degraded, failing, below, weight } = wanted.indicator;
    const asked = round?.indicators.get(indicatorKey(wanted));
    const known =
      asked?.value === undefined
        ? { why: round?.silent ?? asked?.error?.why ?? 'its query finds nothing' }
        : { value: asked.value, ...(asked.series > 1 && { why: seriesWords(asked.series) }) };
    return {
      ...{ name, title: title ?? name, kind: 'indicator', below, weight, query: wanted.query },
      ...(unit !== undefined && { unit }),
      ...(degraded !== undefined && { degraded }),
      ...(failing !== undefined && { failing }),
      ...(service.source !== undefined && { source: service.source }),
      ...known,
    };
  });
}

/** A result that is so old was never followed by another. */
const lateMs = 15_000;

function probed({ service, probes, now }: MeasuredParts): Measured[] {
  return (service.settings?.probes ?? []).map(({ name, type, intervalMs, timeoutMs, weight }): Measured => {
    const last = probes.find((each) => each.probe === name);
    const probe = { name: `probe ${name}`, title: titleOf(name, type), kind: 'probe', weight } as const;
    if (!last) return { ...probe, found: 'no-data', why: 'not asked yet' };
    const isLate = now - last.at > 3 * intervalMs + timeoutMs + lateMs;
    if (isLate) return { ...probe, found: 'no-data', why: 'it has not answered for three rounds' };
    return { ...probe, value: last.tookMs / 1000, unit: 'seconds', found: last.state, why: last.text };
  });
}

const titleOf = (name: string, type: string): string =>
  name.toLowerCase().includes(type) ? `Probe ${name}` : `Probe ${name} (${type})`;

/** An edge without traffic for so long says nothing of now. */
const staleEdgeMs = 60_000;

/** Of a service that says nothing itself, such as an API of somebody else: what those that call it measure. */
function byCallers({ service, round, callers = [], now }: MeasuredParts): Measured[] {
  if (round?.values.has(service.name)) return [];
  const live = callers.filter(({ lastSeenAt = now }) => now - lastSeenAt < staleEdgeMs);
  const calls = live.flatMap(({ rate = 0, errorRate }) =>
    rate > 0 && errorRate !== undefined ? [{ rate, errorRate }] : [],
  );
  const rate = calls.reduce((sum, each) => sum + each.rate, 0);
  const times = live.flatMap(({ p95 }) => (p95 === undefined || !Number.isFinite(p95) ? [] : [p95]));
  return conventions.flatMap((usual): Measured[] => {
    const value =
      usual.name === 'errors' && rate > 0
        ? calls.reduce((sum, each) => sum + each.rate * each.errorRate, 0) / rate
        : usual.name === 'p95' && times.length > 0
          ? Math.max(...times)
          : undefined;
    const written = service.settings?.conventions.find(({ name }) => name === usual.name);
    const convention = value === undefined ? undefined : conventionFor(usual, written);
    if (!convention || value === undefined) return [];
    const { from: _from, read: _read, ...shown } = convention;
    const title = usual.name === 'errors' ? 'Errors, as its callers see them' : 'p95, as its callers see it';
    return [{ ...shown, kind: 'indicator', name: `${usual.name} of callers`, title, value }];
  });
}

/** What of this service is known now: it is asked for from now on, and named where it is missing. */
export function seenNow(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ name, kind, value, found }) =>
    kind !== 'probe' && (value !== undefined || found !== undefined) ? [name] : [],
  );
}
