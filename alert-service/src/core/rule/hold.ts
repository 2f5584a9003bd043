import { looksBack, type MissingData, type RuleOptions } from './options.ts';
import { amongSets, type LabelSets } from './questions.ts';
import { isFiringAlert, type RuleAlert } from './state.ts';

/** What becomes of an alert whose condition is gone. */
export type Hold =
  /** A question was not answered: it stays as it was. */
  | 'unknown'
  /** `ends`: nothing of ours holds it any more. What it was held for may go on, and must not begin anew. */
  | { readonly ends: boolean; readonly heldSince?: number; readonly missingSince?: number };

export interface HoldFacts {
  readonly at: number;
  readonly recovery?: LabelSets;
  readonly present?: LabelSets;
  /** Whether it could be told what is missing. */
  readonly knowsMissing: boolean;
}

type Judge = (alert: RuleAlert) => Hold;
type Sides = 'unknown' | ((alert: RuleAlert) => boolean);

/** For one evaluation; asked only of alerts that it did not find. */
export function createJudge(options: RuleOptions | undefined, facts: HoldFacts): Judge {
  const ends: Hold = { ends: true };
  const mayMiss = options?.missing?.vanished !== undefined;
  if (!options || !looksBack(options))
    return ({ missing }) => (missing && mayMiss && !facts.knowsMissing ? 'unknown' : ends);
  const recovered = sideOf(facts.recovery);
  const present = sideOf(facts.present);
  const { recovery, missing } = options;
  return (alert) => {
    if (alert.missing) return mayMiss && !facts.knowsMissing ? 'unknown' : ends;
    const recovers = recovery !== undefined && isFiringAlert(alert);
    if (recovers && recovered === 'unknown') return 'unknown';
    if (recovers && recovered !== 'unknown' && recovered(alert)) return ends;
    if (!missing || (!recovers && missing.then === 'resolve')) return ends;
    const heldSince = recovers ? (alert.heldSince ?? facts.at) : undefined;
    return holdWhile(alert, missing, { at: facts.at, present, heldSince });
  };
}

function sideOf(answer: LabelSets | undefined): Sides {
  if (!answer || 'error' in answer) return 'unknown';
  const isAmong = amongSets(answer.sets);
  // Alerts from before the option have no result labels yet; their own contain them, but for what the rule overrides.
  return ({ result, labels }) => isAmong(result ?? labels);
}

interface Circumstances {
  readonly at: number;
  readonly present: Sides;
  /** Only of what waits for its recovery. */
  readonly heldSince?: number;
}

function holdWhile(alert: RuleAlert, missing: MissingData, { at, present, heldSince }: Circumstances): Hold {
  const held = heldSince !== undefined && { heldSince };
  if (missing.present === undefined) {
    // Nobody can say whether its data are there: it must not wait for ever.
    return { ends: !held || at - held.heldSince >= missing.lookBackMs, ...held };
  }
  if (present === 'unknown') return 'unknown';
  if (present(alert)) return held ? { ends: false, ...held } : { ends: true };
  const missingSince = alert.missingSince ?? at;
  const longestMs = missing.then === 'resolve' ? missing.forMs : missing.lookBackMs;
  if (at - missingSince >= longestMs) return { ends: true, missingSince };
  return { ends: false, missingSince, ...held };
}
