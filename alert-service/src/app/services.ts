import type { Loop } from '#lib/loop';
import type { Catalogue } from '#services/catalogue/catalogue';
import type { HealthView } from '#services/health/health-view';
import type { Probes } from '#services/probes/probe';
import type { Promises } from '#services/promises/promises';
import {
  type Causes,
  type ChangesView,
  noCauses,
  noChanges,
  noTopology,
  type TopologyView,
} from '#services/topology/topology-view';
import type { WorkflowsView } from '#workflows/workflows-view';
import { createCatalogue } from './catalogue.ts';
import { createHealth } from './health.ts';
import type { Foundation } from './parts.ts';
import { createProbes } from './probes.ts';
import { createPromises } from './promises.ts';
import type { Rules } from './rules.ts';
import { workflowsOf } from './workflows.ts';

/** What is known of services, live: who asks takes what it needs of it. */
export interface ServicesViews {
  readonly catalogue: Catalogue;
  readonly probes: Probes;
  readonly health: HealthView;
  readonly topology: TopologyView;
  readonly causes: Causes;
  readonly changes: ChangesView;
  readonly promises: Promises;
  readonly workflows: WorkflowsView;
}

export interface Services extends ServicesViews {
  readonly loops: Readonly<Record<string, Pick<Loop, 'start' | 'stop'>>>;
}

/** Builds what watches services. Each duty is made by a function of its own file, and handed the views of those before. */
export function createServices(foundation: Foundation, rules: Rules): Services {
  const probes = createProbes(foundation);
  const workflows = workflowsOf(foundation);
  const catalogue = createCatalogue(foundation, rules, () => []);
  const health = createHealth(foundation, rules, { catalogue, probes });
  const promises = createPromises(foundation, rules, catalogue);
  return {
    catalogue,
    probes,
    health,
    topology: noTopology,
    causes: noCauses,
    changes: noChanges,
    promises,
    workflows,
    loops: { promises: promises.loop, probes, health, workflows: workflows.loop },
  };
}
