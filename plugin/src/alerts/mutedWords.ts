import type { AlertSummary, Muted } from '@tocsin/api';
import { momentText } from '../ui/time';

/** The state that a row shows in the place of "Firing". */
export const mutedState = ({ reason }: Muted): 'silenced' | 'inhibited' | 'muted' =>
  reason === 'silenced' ? 'silenced' : reason === 'inhibited' ? 'inhibited' : 'muted';

/** Hidden, and still firing: what has ended is hidden by nothing. */
export const hiderOf = ({ muted, status }: AlertSummary): Muted | undefined =>
  status === 'resolved' ? undefined : muted;

/** "silenced by Mia until 09:00", "while DatabaseDown fires", "muted in nights". */
export function mutedWords(muted: Muted, now: number): string {
  switch (muted.reason) {
    case 'silenced': {
      const [first, ...more] = muted.silences;
      if (!first) {
        return 'silenced';
      }
      const others = more.length === 0 ? '' : ` and ${more.length} more`;
      return `silenced by ${first.createdBy}${others} until ${momentText(Math.max(...muted.silences.map(({ endsAt }) => Date.parse(endsAt))), now)}`;
    }
    case 'inhibited':
      return `quiet while ${muted.source.name} fires`;
    case 'muted-interval':
      return `muted in ${muted.intervals.join(', ')}`;
    case 'outside-active-interval':
      return `told only in ${muted.intervals.join(', ')}`;
  }
}
