import type { DigestPart, Notice } from '@tocsin/model';
import type { Facts } from './facts.ts';
import { counted } from './plain-text.ts';

const together =
  'Told together: this receiver has a rate_limit, so all but what is critical had to wait for its turn.';

/** What waited for its turn, several groups at once: no one alert of it speaks for the others. */
export function digestFacts(facts: Facts, notice: Notice, parts: readonly DigestPart[]): Facts {
  const {
    description: _,
    reading: __,
    incident: ___,
    who: ____,
    holder: _____,
    soFar: ______,
    ...kept
  } = facts;
  const { alerts } = facts.links;
  return {
    ...kept,
    digest: true,
    headline: headlineOf(notice, parts),
    preface: [facts.preface, together].filter(Boolean).join(' '),
    next: 'Each is told again until it ends.',
    links: { main: alerts, alert: alerts, alerts },
  };
}

/** `37 more alerts in 12 groups, none critical`, `…, and 2 have ended`, `2 alerts in 2 groups have ended`. */
function headlineOf({ firing, resolved }: Notice, parts: readonly DigestPart[]): string {
  const groups = counted(parts.length, 'group');
  const ended = resolved.length;
  const have = ended === 1 ? 'has' : 'have';
  if (firing.length === 0) return `${counted(ended, 'alert')} in ${groups} ${have} ended`;
  const more = `${firing.length} more ${firing.length === 1 ? 'alert' : 'alerts'} in ${groups}, none critical`;
  return ended === 0 ? more : `${more}, and ${ended} ${have} ended`;
}
