import type { Objective } from '@tocsin/api';
import type { PromiseInput } from '#core/promises/input';
import type { KeptObjective } from '#core/promises/promise';
import type { Listed } from './listed.ts';
import { budgetWords, digitsFor, percentWords } from './words.ts';

type Note = NonNullable<PromiseInput['notes']>[number];

export interface Noted {
  readonly notes: readonly Note[];
  /** What is remembered, so that nothing is told twice. */
  readonly kept: KeptObjective;
}

export interface Noting {
  readonly listed: Listed;
  readonly kept: KeptObjective;
  readonly view: Objective;
  /** Of the period before, as it ended; asked only when another one has begun. */
  readonly ended: (from: number) => Objective;
}

/** A promise that is broken, or kept again, and a period of the calendar that is over. */
export function notesOf({ listed, kept, view, ended }: Noting): Noted {
  const period = 'calendar' in listed.settings.window ? Date.parse(view.periodFrom) : undefined;
  const isOver = period !== undefined && kept.period !== undefined && kept.period < period;
  const before = isOver ? 'met' : kept.state;
  const state = view.state === 'broken' ? 'violated' : view.state === 'no-data' ? before : 'met';
  const about = { objective: listed.settings.name, service: listed.service.name };
  const notes: Note[] = [];
  if (isOver) notes.push({ ...about, change: 'period-ended', detail: outcomeOf(ended(kept.period ?? 0)) });
  if (state === 'violated' && before !== 'violated')
    notes.push({ ...about, change: 'violated', detail: view.sentence });
  if (state === 'met' && before === 'violated')
    notes.push({ ...about, change: 'met-again', detail: view.sentence });
  return {
    notes,
    kept: { ...kept, ...(state !== undefined && { state }), ...(period !== undefined && { period }) },
  };
}

function outcomeOf({ attained, target, good, total, budget }: Objective): string {
  if (attained === undefined) return 'The period ended, and nothing was counted in it.';
  const percent = percentWords(attained, digitsFor(target));
  return `The period ended with ${percent} of ${target} %: ${attained < target ? 'not kept' : 'kept'}. Budget: ${budgetWords({ good, total }, budget)}.`;
}
