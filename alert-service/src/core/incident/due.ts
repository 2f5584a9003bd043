import type { Turn } from '../turn.ts';

/** A snooze is over, or an acknowledgement ends. */
export function incidentDue(_turn: Turn, _id: string): void {}
