import type { Router } from 'express';
import type { ServicesContext } from '#http/tocsin-v1/context';
import type { Loop } from '#lib/loop';
import { createCatalogue } from './catalogue.ts';
import { createHealth, createHealthPast } from './health.ts';
import { createLive } from './live.ts';
import { createChanges } from './changes.ts';
import type { Foundation } from './parts.ts';
import { createProbes } from './probes.ts';
import { createPromises } from './promises.ts';
import type { Rules } from './rules.ts';
import { createServicePages } from './service-pages.ts';
import { causesOf, peersOf, topologyOf } from './topology.ts';
import { workflowsOf } from './workflows.ts';

/** What is known of services, live: who asks takes what it needs of it. */
export interface ServicesViews extends ServicesContext {
  /** Below `/hooks`: webhooks of what is deployed. */
  readonly hooks: Router;
}

export interface Services extends ServicesViews {
  readonly loops: Readonly<Record<string, Pick<Loop, 'start' | 'stop'>>>;
}

/** Builds what watches services. Each duty is made by a function of its own file, and handed the views of those before. */
export function createServices(foundation: Foundation, rules: Rules): Services {
  const probes = createProbes(foundation);
  const workflows = workflowsOf(foundation);
  const catalogue = createCatalogue(foundation, rules, () => peersOf(foundation));
  const topology = topologyOf(foundation, rules, catalogue);
  const changes = createChanges(foundation, { catalogue, topology });
  const health = createHealth(foundation, rules, { catalogue, probes, topology });
  const promises = createPromises(foundation, rules, catalogue);
  const live = createLive(foundation, rules, { catalogue, health, probes, workflows });
  return {
    catalogue,
    pages: createServicePages(foundation, rules),
    probes,
    health,
    topology,
    causes: causesOf(foundation, { health, probes, topology, changes: changes.view }),
    changes: changes.view,
    hooks: changes.hooks,
    promises,
    workflows,
    live,
    loops: {
      catalogue,
      'annotations of Grafana': changes.loop,
      ...promises.loops,
      probes,
      health,
      'past of services': createHealthPast(foundation, rules, catalogue),
      workflows: workflows.loop,
      live: live.loop,
      topology,
    },
  };
}
