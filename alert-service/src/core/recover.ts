import type { Alert } from '@tocsin/model';
import { extendExpiries, shiftEnds } from './alert/expiry.ts';
import { mergeAlert } from './alert/merge.ts';
import { alertFromPost, alertFromRule, saysOtherwise } from './alert/receive.ts';
import { isSettled } from './group/settle.ts';
import type { Batch, Input } from './input.ts';
import { groupKey, groupLabels, type Router } from './route/router.ts';
import { keepAlert, type State } from './state.ts';
import { forgetEnded } from './time.ts';

/**
 * Folds one stored batch over the alerts: merging, and what the time did to expiries. It decides nothing: groups,
 * told, pending, incidents and rules are read from their rows. Stand-bys follow by the same code.
 */
export function fold(state: State, batch: Batch): void {
  state.now = batch.now;
  state.seq = batch.seq;
  for (const input of batch.inputs) foldInput(state, input, batch);
}

function foldInput(state: State, input: Input, { now, seq }: Batch): void {
  switch (input.kind) {
    case 'alerts':
      for (const posted of input.alerts) foldAlert(state, alertFromPost(posted, now), seq);
      return;
    case 'rule':
      for (const step of input.steps)
        if ('alert' in step) {
          const by = { rule: input.ruleId, fingerprint: step.fingerprint, now };
          foldAlert(state, alertFromRule(step.alert, by), seq);
        }
      return;
    case 'heartbeat':
      if (input.setBackMs !== undefined) shiftEnds(state, input.setBackMs);
      if (input.gapFrom !== undefined) extendExpiries(state, input.gapFrom, now);
      forgetEnded(state, input);
      return;
    case 'configuration':
      state.configuration = input.hash;
      return;
    case 'due':
    case 'delivery':
    case 'command':
    case 'open-incident':
    case 'on-call':
    case 'proof':
    case 'key':
    case 'silence':
    case 'rule-group':
    case 'import':
    case 'tried':
    case 'audit':
    case 'health':
    case 'topology':
    case 'change':
    case 'workflows':
    case 'workflow-command':
    case 'promise':
      return;
  }
}

function foldAlert(state: State, next: Alert, seq: number): void {
  const record = state.alerts.get(next.fingerprint);
  const alert = record ? mergeAlert(record.alert, next, state.now) : next;
  const changed = !record || saysOtherwise(record.alert, alert, state.now);
  keepAlert(state, { alert, seq: changed ? seq : record.seq, groups: [] });
}

/**
 * Which group an alert is in follows from routing, less what is settled. `router` is that of the configuration the
 * rows were made with, or of a newer one: then `configure` mends the rest as its first input.
 */
export function recoverMembers(state: State, router: Router): void {
  for (const members of state.members.values()) members.clear();
  for (const [fingerprint, record] of state.alerts) {
    const routes = router.match(record.alert.labels);
    const groups = routes.map((route) => groupKey(route, groupLabels(route, record.alert.labels)));
    state.alerts.set(fingerprint, { ...record, groups });
    for (const key of groups) {
      const group = state.groups.get(key);
      if (group && !isSettled(record, group)) state.members.get(key)?.add(fingerprint);
    }
  }
}
