import { collectDefaultMetrics, Registry } from 'prom-client';
import type { EvaluationMeter } from './evaluation/parts.ts';
import type { TogetherMeter } from './evaluation/together.ts';
import type { Engine } from './engine.ts';
import { buildInfo } from './metrics/build.ts';
import { clusterGauges } from './metrics/cluster.ts';
import { type ConfigurationMeter, configurationMeter } from './metrics/configuration.ts';
import { type AttemptSeen, deliveryMeter } from './metrics/delivery.ts';
import { fallbackCounter, rateLimitedCounter } from './metrics/delivered-otherwise.ts';
import { evaluationMeter } from './metrics/evaluation.ts';
import { canaryMeter, type CanaryMeter, escalationCounters, stuckGauge } from './metrics/escalation.ts';
import { type HttpMeter, httpMeter } from './metrics/http.ts';
import { type IntakeMeter, intakeMeter } from './metrics/intake.ts';
import { remoteWriteMeters } from './metrics/remote-write.ts';
import { type SilenceMeter, silenceMeter } from './metrics/silences.ts';
import { stateGauges } from './metrics/state.ts';
import { suppressedCounter } from './metrics/suppressed.ts';

export interface MetricsParts {
  readonly engine: Engine;
  readonly now: () => number;
  readonly version: string;
  readonly clustering: boolean;
}

export type { HttpMeter } from './metrics/http.ts';

/** Alertmanager's names where the thing is the same, ours as `tocsin_*` beside them. */
export interface Metrics extends ConfigurationMeter, IntakeMeter, SilenceMeter {
  readonly registry: Registry;
  readonly attempted: (seen: AttemptSeen) => void;
  /** Escalations that the auditor found stuck. */
  readonly stuck: (count: number) => void;
  readonly canary: CanaryMeter;
  readonly http: HttpMeter;
  readonly meter: EvaluationMeter & TogetherMeter;
  /** By the name of the remote write. */
  readonly remoteWrite: ReturnType<typeof remoteWriteMeters>;
}

export function createMetrics({ engine, now, version, clustering }: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  buildInfo(version, registers);
  clusterGauges(clustering, registers);
  stateGauges(engine, now, registers);
  suppressedCounter(engine, registers);
  fallbackCounter(engine, registers);
  rateLimitedCounter(engine, registers);
  escalationCounters(engine, registers);
  return {
    registry,
    ...configurationMeter(now, registers),
    ...intakeMeter(registers),
    ...silenceMeter(registers),
    stuck: stuckGauge(registers),
    canary: canaryMeter(registers),
    attempted: deliveryMeter(now, registers),
    http: httpMeter(registers),
    meter: evaluationMeter(registers),
    remoteWrite: remoteWriteMeters(registers),
  };
}
