import type { LedgerEntry } from '@tocsin/model';
import { alertFromPost, receiveAlerts } from './alert/receive.ts';
import { type ChangeAnswer, takeChange } from './changes/take.ts';
import { chanceFrom } from './chance.ts';
import { configure } from './configuration.ts';
import { audit } from './escalate/audit.ts';
import { flushDue } from './group/flush.ts';
import { takeHealth } from './health/take.ts';
import { command, type CommandAnswer } from './incident/command.ts';
import { openByHand } from './incident/by-hand.ts';
import type { AttemptEnded, AttemptStarted, Batch, Input } from './input.ts';
import { type SilenceAnswer, takeSilence } from './mute/silence-input.ts';
import { endAttempt, startAttempt } from './notify/delivery.ts';
import type { Policy } from './policy.ts';
import { type OnCallAnswer, takeOnCall } from './on-call/change.ts';
import { endPageAttempt, startPageAttempt } from './page/attempt.ts';
import { pageOfGroup } from './page/page.ts';
import { type ProofAnswer, takeProof } from './page/proof.ts';
import { takePromise } from './promises/take.ts';
import { takeOver } from './take-over.ts';
import { acceptRule } from './rule/accept.ts';
import { type BookAnswer, takeRuleGroup } from './rule-book.ts';
import type { State } from './state.ts';
import { heartbeat } from './time.ts';
import { takeTopology } from './topology/take.ts';
import { takeWorkflowCommand, takeWorkflows } from './workflows/take.ts';
import { openTurn, type Row, type Send, type Turn } from './turn.ts';

export type Answer =
  | ChangeAnswer
  | CommandAnswer
  | SilenceAnswer
  | BookAnswer
  | OnCallAnswer
  | ProofAnswer
  | { readonly kind: 'accepted' };

/** Everything one commit keeps and everything it sets going afterwards. */
export interface Step {
  readonly batch: Batch;
  readonly rows: readonly Row[];
  readonly entries: readonly LedgerEntry[];
  readonly sends: readonly Send[];
  /** One for each input that was asked of it, in order. */
  readonly answers: readonly Answer[];
}

/** Asked once the inputs of a batch are taken: what else goes into the same commit, such as attempts it made due. */
export type More = (state: State) => readonly Input[];

/**
 * The engine: state, inputs and the time in; changed rows, decisions with their reasons, and effects out.
 * Deterministic: the same state, batch and policy give the same step, bit for bit.
 */
export const step = (state: State, policy: Policy, batch: Batch): Step =>
  stepAndMore(state, policy, { batch, more: () => [] });

/** The step of the batch with what came of it in the end: that batch, given to `step`, gives the same. */
export function stepAndMore(
  state: State,
  policy: Policy,
  { batch, more }: { readonly batch: Batch; readonly more: More },
): Step {
  const turn = openTurn({ state, policy, now: batch.now, seq: batch.seq, chance: chanceFrom(batch.seed) });
  state.now = batch.now;
  state.seq = batch.seq;
  const answers = batch.inputs.map((input) => take(turn, input));
  const added = more(state);
  for (const input of added) take(turn, input);
  const whole = added.length > 0 ? { ...batch, inputs: [...batch.inputs, ...added] } : batch;
  return { batch: whole, rows: turn.rows(), entries: turn.entries, sends: turn.sends, answers };
}

const accepted: Answer = { kind: 'accepted' };

function take(turn: Turn, input: Input): Answer {
  switch (input.kind) {
    case 'alerts':
      receiveAlerts(
        turn,
        input.alerts.map((posted) => alertFromPost(posted, turn.now)),
        'push',
      );
      return accepted;
    case 'rule':
      acceptRule(turn, input);
      return accepted;
    case 'due':
      flushDue(turn);
      return accepted;
    case 'delivery':
      takeDelivery(turn, input);
      return accepted;
    case 'command':
      return command(turn, input);
    case 'open-incident':
      return openByHand(turn, input);
    case 'on-call':
      return takeOnCall(turn, input);
    case 'proof':
      return takeProof(turn, input);
    case 'health':
    case 'topology':
    case 'change':
    case 'workflows':
    case 'workflow-command':
    case 'promise':
      return takeOfServices(turn, input);
    case 'key':
      turn.put('key', input.id, { id: input.id, sealed: input.sealed, at: turn.now });
      return accepted;
    case 'silence':
      return takeSilence(turn, input);
    case 'rule-group':
      return takeRuleGroup(turn, input);
    case 'configuration':
      configure(turn, input);
      return accepted;
    case 'tried': {
      const { receiver, by, results } = input;
      turn.record({ kind: 'receiver-tested', receiver, by, results });
      return accepted;
    }
    case 'import':
      takeOver(turn, input);
      return accepted;
    case 'audit':
      audit(turn);
      return accepted;
    case 'heartbeat':
      heartbeat(turn, input);
      return accepted;
  }
}

type OfServices = Extract<
  Input,
  { readonly kind: 'health' | 'topology' | 'change' | 'workflows' | 'workflow-command' | 'promise' }
>;

function takeOfServices(turn: Turn, input: OfServices): Answer {
  switch (input.kind) {
    case 'health':
      takeHealth(turn, input);
      return accepted;
    case 'topology':
      takeTopology(turn, input);
      return accepted;
    case 'change':
      return takeChange(turn, input);
    case 'workflows':
      takeWorkflows(turn, input);
      return accepted;
    case 'workflow-command':
      takeWorkflowCommand(turn, input);
      return accepted;
    case 'promise':
      takePromise(turn, input);
      return accepted;
  }
}

function takeDelivery(turn: Turn, input: AttemptStarted | AttemptEnded): void {
  const ofPage = pageOfGroup(input.group) !== undefined;
  if (input.phase === 'start') (ofPage ? startPageAttempt : startAttempt)(turn, input);
  else (ofPage ? endPageAttempt : endAttempt)(turn, input);
}
