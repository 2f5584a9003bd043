import type { HealthState, Objective } from '@tocsin/api';

/** A promise as a state that has a mark. */
export function budgetState({ state }: Pick<Objective, 'state'>): HealthState {
  switch (state) {
    case 'kept':
      return 'healthy';
    case 'at-risk':
      return 'degraded';
    case 'broken':
      return 'failing';
    case 'no-data':
      return 'no-data';
  }
}

export const stateWord: Readonly<Record<Objective['state'], string>> = {
  kept: 'kept',
  'at-risk': 'at risk',
  broken: 'broken',
  'no-data': 'no data',
};

/** "99.9 %": as many digits as the promise has, and two more where it matters. */
export const targetText = (percent: number): string => `${Number(percent.toFixed(4))} %`;

const order: ReadonlyArray<Objective['state']> = ['broken', 'at-risk', 'no-data', 'kept'];

/** Broken first, then by what is left. */
export const byNeed = (a: Objective, b: Objective): number =>
  order.indexOf(a.state) - order.indexOf(b.state) || (a.budget.remaining ?? 1) - (b.budget.remaining ?? 1);
