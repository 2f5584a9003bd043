import { receiveAlerts, alertFromRule } from '../alert/receive.ts';
import type { RuleInput, RuleStep } from '../input.ts';
import type { Turn } from '../turn.ts';

/** Takes in what a rule of ours came to: its alerts go the way of all alerts, its state is kept beside them. */
export function acceptRule(turn: Turn, input: RuleInput): void {
  for (const step of input.steps) recordStep(turn, input.ruleId, step);
  const alerts = input.steps.flatMap((step) =>
    'alert' in step
      ? [alertFromRule(step.alert, { rule: input.ruleId, fingerprint: step.fingerprint, now: turn.now })]
      : [],
  );
  if (alerts.length > 0) receiveAlerts(turn, alerts, input.ruleId);
  if (input.state === undefined) turn.dropRule(input.ruleId);
  else turn.putRule({ ruleId: input.ruleId, state: input.state });
}

function recordStep(turn: Turn, rule: string, step: RuleStep): void {
  if (step.change === 'updated') return;
  turn.record({
    kind: 'rule',
    rule,
    change: step.change,
    ...('fingerprint' in step && { alert: step.fingerprint, value: step.value }),
    ...('error' in step && { error: step.error }),
  });
}
