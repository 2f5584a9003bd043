import { Gauge } from 'prom-client';
import { alertStatus } from '#core/mute/alert-status';
import { silenceState } from '#core/mute/silence';
import type { Engine } from '../engine.ts';
import { reading, type Registers } from './kit.ts';

/** What the engine knows now. */
export function stateGauges(engine: Engine, now: () => number, registers: Registers): void {
  alertGauge(engine, now, registers);
  silenceGauge(engine, now, registers);
  const gauge = (name: string, help: string, read: () => number): void =>
    void reading(registers, [name, help], read);
  gauge(
    'alertmanager_dispatcher_aggregation_groups',
    'Number of active aggregation groups',
    () => engine.state().groups.size,
  );
  gauge('tocsin_outbox_pending', 'Notifications not delivered yet.', () => engine.state().pending.size);
  gauge('tocsin_commit_seq', 'Number of the last commit.', () => engine.state().seq);
  gauge('tocsin_engine_available', '0 while a failed commit is recovered from.', () =>
    engine.available() ? 1 : 0,
  );
  gauge('tocsin_open_incidents', 'Incidents that have not ended.', () => {
    let open = 0;
    for (const incident of engine.state().incidents.values()) if (incident.status !== 'resolved') open += 1;
    return open;
  });
}

function alertGauge(engine: Engine, now: () => number, registers: Registers): void {
  new Gauge({
    name: 'alertmanager_alerts',
    help: 'How many alerts by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const view = { state: engine.state(), policy: engine.policy(), now: now() };
      const counts = { active: 0, suppressed: 0, unprocessed: 0 };
      for (const record of view.state.alerts.values())
        if (record.alert.endsAt > view.now) counts[alertStatus(view, record).state] += 1;
      for (const [state, count] of Object.entries(counts)) this.labels(state).set(count);
    },
  });
}

function silenceGauge(engine: Engine, now: () => number, registers: Registers): void {
  new Gauge({
    name: 'alertmanager_silences',
    help: 'How many silences by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const counts = { active: 0, expired: 0, pending: 0 };
      for (const silence of engine.state().silences.values()) counts[silenceState(silence, now())] += 1;
      for (const [state, count] of Object.entries(counts)) this.labels(state).set(count);
    },
  });
}
