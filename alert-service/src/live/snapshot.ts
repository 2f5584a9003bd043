import type { LiveService, MetricsSnapshot } from '@tocsin/api';
import type { Severity } from '@tocsin/model';
import type { Engine } from '#engine/engine';
import type { HealthView, LiveHealth } from '#services/health/health-view';
import type { Probes } from '#services/probes/probe';
import type { WorkflowsView } from '#workflows/workflows-view';

export interface SnapshotParts {
  readonly engine: Engine;
  readonly health: HealthView;
  readonly probes: Probes;
  readonly workflows: WorkflowsView;
}

const iso = (at: number): string => new Date(at).toISOString();

/** All that is shown live, as it is now. What is not known is left out, and is no zero. */
export function snapshotOf(
  parts: SnapshotParts,
  of: { readonly seq: number; readonly now: number },
): MetricsSnapshot {
  const { health, probes } = parts;
  const services = health.all();
  const { since, ...system } = health.system();
  const queueDepth = sumOf(services.map(({ numbers }) => numbers.queueDepth));
  return {
    version: 1,
    seq: of.seq,
    at: iso(of.now),
    system: { ...system, ...(since !== undefined && { since: iso(since) }) },
    services: services.map(serviceOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
    workers: workersOf(parts.workflows),
    ...(queueDepth !== undefined && { queueDepth }),
    connections: connectionsOf(services, probes),
    externalApis: probes.all().flatMap(({ type, service, probe, state, rateLimit }) => {
      if (type !== 'api') return [];
      const { remaining, limit, resetAt } = rateLimit ?? {};
      return [
        {
          name: probe === service ? service : `${service}/${probe}`,
          status: state,
          ...(remaining !== undefined && { remaining }),
          ...(limit !== undefined && { limit }),
          ...(resetAt !== undefined && { resetAt: iso(resetAt) }),
        },
      ];
    }),
    alerts: alertsOf(parts.engine, of.now),
  };
}

function serviceOf({ service, state, score, since, numbers }: LiveHealth): LiveService {
  const { cpu, memory, disk, p95, errorRate, requestRate } = numbers;
  return {
    name: service,
    status: state,
    ...(score !== undefined && { score }),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(disk !== undefined && { disk }),
    ...(p95 !== undefined && { responseTime: p95 }),
    ...(errorRate !== undefined && { errorRate }),
    ...(requestRate !== undefined && { requestRate }),
    since: iso(since),
  };
}

/** Agents that have something to do, of those that had within the window. */
function workersOf(workflows: WorkflowsView): MetricsSnapshot['workers'] {
  const agents = workflows.realtime()?.agents;
  if (!agents || agents.length === 0) return {};
  return { active: agents.filter(({ running }) => running > 0).length, total: agents.length };
}

/** A database's own word goes before what its clients' metrics add up to. */
function connectionsOf(services: readonly LiveHealth[], probes: Probes): MetricsSnapshot['connections'] {
  const asked = probes.all().flatMap(({ connections }) => connections ?? []);
  const active = sumOf(
    asked.length > 0 ? asked.map(({ used }) => used) : services.map(({ numbers }) => numbers.connections),
  );
  const max = sumOf(asked.map((each) => each.max));
  return { ...(active !== undefined && { active }), ...(max !== undefined && { max }) };
}

function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

function alertsOf(engine: Engine, now: number): MetricsSnapshot['alerts'] {
  const state = engine.state();
  const { severityOf } = engine.policy().onCall;
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  let active = 0;
  for (const { alert } of state.alerts.values()) {
    if (alert.endsAt <= now) continue;
    active += 1;
    bySeverity[severityOf(alert.labels)] += 1;
  }
  const openIncidents = [...state.incidents.values()].filter(({ status }) => status !== 'resolved').length;
  return { active, bySeverity, openIncidents };
}
