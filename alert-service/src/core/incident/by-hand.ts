import type { OpenIncidentInput } from '../input.ts';
import type { Turn } from '../turn.ts';
import type { CommandAnswer } from './command.ts';

/** Opens an incident without alerts. */
export function openByHand(_turn: Turn, _input: OpenIncidentInput): CommandAnswer {
  return { kind: 'conflict', detail: 'not built yet' };
}
