import type { Shift } from './shift.ts';

/** A calendar that other programs subscribe to. */
export interface Feed {
  /** `Payments, on call`. */
  readonly name: string;
  /** Of the schedule or person: with it ids of events stay the same from one reading to the next. */
  readonly id: string;
  /** When anything in it was last changed (epoch ms): the same content is the same text. */
  readonly changedAt: number;
  readonly events: readonly FeedEvent[];
}

export interface FeedEvent {
  /** Of its schedule. */
  readonly schedule: string;
  readonly shift: Shift;
  /** `Mia on call: Payments`. */
  readonly summary: string;
  readonly description?: string;
}

/** As iCalendar (RFC 5545): times in UTC, so that no reader needs our zones; lines ended by CR LF and folded. */
export function calendarFeed({ name, id, changedAt, events }: Feed): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tocsin//On call//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...events.flatMap((event) => eventLines(event, id, changedAt)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

const eventLines = (
  { schedule, shift, summary, description }: FeedEvent,
  id: string,
  changedAt: number,
): string[] => [
  'BEGIN:VEVENT',
  `UID:${escaped(uidOf(id, schedule, shift))}`,
  `DTSTAMP:${utc(changedAt)}`,
  `LAST-MODIFIED:${utc(changedAt)}`,
  `DTSTART:${utc(shift.from)}`,
  `DTEND:${utc(shift.to)}`,
  `SUMMARY:${escaped(summary)}`,
  ...(description === undefined ? [] : [`DESCRIPTION:${escaped(description)}`]),
  'TRANSP:TRANSPARENT',
  'END:VEVENT',
];

/** A shift is known by who begins when: one that is made longer stays the same event. */
const uidOf = (id: string, schedule: string, { person, from }: Shift): string =>
  `${[id, schedule, person].map(encodeURIComponent).join('/')}/${utc(from)}@tocsin`;

/** `20261122T020000Z` */
const utc = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');

/** TEXT of RFC 5545, 3.3.11. Control characters are not allowed in it. */
const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, (found) => `\\${found}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');

const mostOctets = 75;

/** A line has at most 75 octets, its end not counted; never cut within a character (3.1). */
function folded(line: string): string {
  let [text, octets] = ['', 0];
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > mostOctets) [text, octets] = [`${text}\r\n `, 1];
    [text, octets] = [text + character, octets + size];
  }
  return text;
}

/** In UTF-8. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
