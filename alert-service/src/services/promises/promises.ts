import type { Objective } from '@tocsin/api';

/** What is promised of services, and whether it is kept. */
export interface Promises {
  objectives(): readonly Objective[];
  /** With its days. */
  objective(id: string): Objective | undefined;
  problems(): readonly string[];
}

export const noPromises: Promises = {
  objectives: () => [],
  objective: () => undefined,
  problems: () => [],
};
