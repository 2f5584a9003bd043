import { createExpand } from '#channels/expand';
import { type Integrations, integrationsOf } from '#channels/integrations';
import { createPageSenders, type PageSenders } from '#channels/page-senders';
import { createRouteLabels, type RouteLabels } from '#channels/route-labels';
import type { Expand } from '#channels/channel';
import { unusableCertificates } from '#channels/unusable-certificates';
import { InvalidConfiguration } from '#config/config-error';
import type { Configuration, LoadedRules } from '#config/load';
import type { Policy, SilenceLimits } from '#core/policy';
import type { Engine } from '#engine/engine';
import { policyFrom } from '#engine/policy';
import type { DoorOptions } from '#http/door';
import { doorOf } from './api-tokens.ts';
import type { AppParts } from './parts.ts';

/** What the files said when they were last read, and all that is made of them. A reload makes another. */
export interface Running {
  readonly configuration: Configuration;
  readonly policy: Policy;
  /** What sends, by `receiver/slack[0]`. */
  readonly senders: Integrations['senders'];
  /** What sends to people and automations. */
  readonly pageSenders: PageSenders;
  readonly expand: Expand;
  readonly renderRouteLabels: RouteLabels;
  readonly door: Pick<DoorOptions, 'local' | 'tokens'>;
}

/** Throws InvalidConfiguration. */
export function runningOf(configuration: Configuration, { clock, log, flags }: AppParts): Running {
  const { alertmanager, tocsin } = configuration;
  const faults = unusableCertificates(alertmanager.receivers.values());
  if (faults.length > 0)
    throw new InvalidConfiguration(
      faults.map((message) => ({ file: flags['config.file'], line: 1, column: 1, message })),
    );
  const { senders, policies } = integrationsOf(alertmanager.receivers, tocsin);
  const now = (): number => clock.now();
  return {
    configuration,
    policy: { ...policyFrom(configuration, policies), silenceLimits: silenceLimits(flags) },
    senders,
    pageSenders: createPageSenders(configuration),
    expand: createExpand(now, alertmanager.templates),
    renderRouteLabels: createRouteLabels(now, log, alertmanager.templates),
    door: doorOf(tocsin, log),
  };
}

const silenceLimits = (flags: AppParts['flags']): SilenceLimits => ({
  mostSilences: flags['silences.max-silences'],
  mostBytes: flags['silences.max-silence-size-bytes'],
  retentionMs: flags['data.retention'],
});

/** The one place that knows what is in force. It is asked at each use: a copy would outlive a reload. */
export interface InForce {
  current(): Running;
  /** From the commit of it on; rejects with EngineUnavailable. */
  replace(next: Running): Promise<void>;
  /** Other rules beside all that is in force: nothing that the engine decides with changes. */
  replaceRules(rules: Omit<LoadedRules, 'warnings'>): void;
}

/** What the engine decides with says which: so all of it changes in one moment, and as the engine recovers. */
export function createInForce(engine: Engine, first: Running): InForce {
  const made = new WeakMap([[first.policy, first]]);
  const inForce: InForce = {
    current() {
      const running = made.get(engine.policy());
      if (!running) throw new Error('the engine decides with a policy that nobody made');
      return running;
    },
    async replace(next) {
      made.set(next.policy, next);
      await engine.configure(next.policy, 'reload');
    },
    replaceRules(rules) {
      const running = inForce.current();
      made.set(running.policy, { ...running, configuration: { ...running.configuration, ...rules } });
    },
  };
  return inForce;
}
