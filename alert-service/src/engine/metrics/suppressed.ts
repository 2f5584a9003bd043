import { Counter } from 'prom-client';
import { whyMuted } from '#core/mute/why-muted';
import type { Committed, Engine } from '../engine.ts';
import type { Registers } from './kit.ts';

/** Our reasons by the names that upstream gives them. */
const upstreamNames = {
  inhibited: 'inhibition',
  silenced: 'silence',
  'muted-interval': 'mute_time_interval',
  'outside-active-interval': 'active_time_interval',
} as const;

/** Counts, as upstream, each alert that a flush left out, at every flush. */
export function suppressedCounter(engine: Engine, registers: Registers): void {
  const counter = new Counter({
    name: 'alertmanager_notifications_suppressed_total',
    help: 'The total number of notifications suppressed for being silenced, inhibited, outside of active time intervals or within muted time intervals.',
    labelNames: ['reason'],
    registers,
  });
  for (const name of Object.values(upstreamNames)) counter.labels(name).inc(0);
  engine.onCommit(({ step, page }: Committed) => {
    const view = { state: engine.state(), policy: engine.policy(), now: page.at };
    for (const { kind, key } of step.rows) {
      const group = kind === 'group' ? view.state.groups.get(key) : undefined;
      const route = group?.flushSeq === page.seq ? view.policy.router.route(group.route) : undefined;
      if (!route || !canMute(view, route)) continue;
      for (const fingerprint of view.state.members.get(key) ?? []) {
        const alert = view.state.alerts.get(fingerprint)?.alert;
        const mute = alert && alert.endsAt > view.now ? whyMuted(view, route, alert) : undefined;
        if (mute) counter.labels(upstreamNames[mute.reason]).inc();
      }
    }
  });
}

type View = Parameters<typeof whyMuted>[0];
type Route = Parameters<typeof whyMuted>[1];

/** Most have nothing that could: then a storm is not walked through again. */
const canMute = ({ state, policy }: View, route: Route): boolean =>
  state.silences.size > 0 ||
  policy.inhibitRules.length > 0 ||
  route.muteTimeIntervals.length > 0 ||
  route.activeTimeIntervals.length > 0;
