import type { Objective } from '@tocsin/api';
import type { State } from '#core/state';
import type { Span } from '#core/promises/span';
import type { Live } from './counting.ts';
import type { Listed } from './listed.ts';
import { measuredOf } from './measured.ts';
import { spanOf } from './spans.ts';
import { standingOf } from './standing.ts';
import { daysOf, objectiveView } from './view.ts';

export interface Looking {
  readonly state: Pick<State, 'objectives' | 'objectiveDays'>;
  readonly live: ReadonlyMap<string, Live>;
  readonly zone: string;
  readonly now: number;
  readonly rulesOf: (listed: Listed) => { readonly ids: readonly string[]; readonly problem?: string };
}

/** How one promise stands, from what is kept and what goes on; `span`: of another period than the running one. */
export function lookAt(listed: Listed, looking: Looking, other?: Span): Objective {
  const { view } = looked(listed, looking, other);
  return view;
}

/** The same, with its days. */
export function lookClosely(listed: Listed, looking: Looking): Objective {
  const { view, measured } = looked(listed, looking);
  return { ...view, days: daysOf({ listed, measured }) };
}

function looked(listed: Listed, { state, live, zone, now, rulesOf }: Looking, other?: Span) {
  const kept = state.objectives.get(listed.id);
  const mine = live.get(listed.id);
  const span = other ?? spanOf(listed, now, zone);
  const measured = measuredOf({
    ...{ days: state.objectiveDays, objective: listed.id, span, now },
    ...{ live: mine?.counts, askedTo: kept?.askedTo },
  });
  const standing = standingOf(listed, measured, { span, now });
  const rules = rulesOf(listed);
  const problem = mine?.problem ?? rules.problem;
  const view = objectiveView({
    ...{ listed, span, measured, standing, zone, problem, rules: rules.ids, counted: kept?.counted },
  });
  return { view, measured };
}
