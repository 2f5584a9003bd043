/** One element of a Go time layout such as "2006-01-02T15:04:05.000Z07:00". */
export interface LayoutPart {
  readonly element: LayoutElement | 'literal';
  /** As written in the layout. */
  readonly text: string;
}

export type LayoutElement = (typeof elements)[number][0] | 'fraction0' | 'fraction9';

/** In the order in which they are tried at one place: the longer spelling first. */
const elements = [
  ['longMonth', 'January'],
  ['month', 'Jan'],
  ['longWeekday', 'Monday'],
  ['weekday', 'Mon'],
  ['zoneName', 'MST'],
  ['zeroMonth', '01'],
  ['zeroDay', '02'],
  ['zeroHour12', '03'],
  ['zeroMinute', '04'],
  ['zeroSecond', '05'],
  ['year2', '06'],
  ['zeroYearDay', '002'],
  ['hour', '15'],
  ['numMonth', '1'],
  ['longYear', '2006'],
  ['day', '2'],
  ['underDay', '_2'],
  ['underYearDay', '__2'],
  ['hour12', '3'],
  ['minute', '4'],
  ['second', '5'],
  ['PM', 'PM'],
  ['pm', 'pm'],
  ['-070000', '-070000'],
  ['-07:00:00', '-07:00:00'],
  ['-0700', '-0700'],
  ['-07:00', '-07:00'],
  ['-07', '-07'],
  ['Z070000', 'Z070000'],
  ['Z07:00:00', 'Z07:00:00'],
  ['Z0700', 'Z0700'],
  ['Z07:00', 'Z07:00'],
  ['Z07', 'Z07'],
] as const;

const startsLower = /^[a-z]/;
const fraction = /^[.,](0+|9+)(?!\d)/;

function elementAt(rest: string): LayoutPart | undefined {
  const digits = fraction.exec(rest);
  if (digits !== null) {
    return { element: digits[0].includes('9') ? 'fraction9' : 'fraction0', text: digits[0] };
  }
  for (const [element, text] of elements) {
    if (!rest.startsWith(text)) continue;
    const after = rest.slice(text.length);
    if ((element === 'month' || element === 'weekday') && startsLower.test(after)) continue;
    // "_2006" is an underscore and a year.
    if (element === 'underDay' && after.startsWith('006')) continue;
    return { element, text };
  }
  return undefined;
}

const known = new Map<string, readonly LayoutPart[]>();

export function parseLayout(layout: string): readonly LayoutPart[] {
  const found = known.get(layout);
  if (found !== undefined) return found;
  const parts: LayoutPart[] = [];
  let literal = '';
  for (let at = 0; at < layout.length;) {
    const part = elementAt(layout.slice(at, at + 4096));
    if (part === undefined) {
      literal += layout[at] ?? '';
      at += 1;
      continue;
    }
    if (literal !== '') parts.push({ element: 'literal', text: literal });
    literal = '';
    parts.push(part);
    at += part.text.length;
  }
  if (literal !== '') parts.push({ element: 'literal', text: literal });
  if (known.size > 200) known.clear();
  known.set(layout, parts);
  return parts;
}
