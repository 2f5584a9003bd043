import type { Objective, Report } from '@tocsin/api';
import type { ReportText } from './reports.ts';

/** What is promised of services, and whether it is kept. */
export interface Promises {
  objectives(): readonly Objective[];
  /** With its days. */
  objective(id: string): Objective | undefined;
  problems(): readonly string[];
  readonly reports: ReportDoor;
}

/** Reports of periods of the calendar. */
export interface ReportDoor {
  /** The newest first, the running one included; as far back as anything is known. */
  list(): readonly Report[];
  /** Undefined: there is no such period, or it has not begun. */
  get(id: string): Report | undefined;
  text(id: string, format: 'markdown' | 'csv'): ReportText | undefined;
  /** Sends it now; false: nobody is named whom it could go to. */
  send(id: string, by: string): Promise<boolean>;
}
