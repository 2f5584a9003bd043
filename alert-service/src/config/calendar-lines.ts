/** A line of a VEVENT: `DTSTART;TZID=Europe/Berlin:20261122T020000`. */
export interface CalendarLine {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}

export interface CalendarText {
  readonly events: readonly (readonly CalendarLine[])[];
  /** Of a whole calendar, as most programs write it. */
  readonly zone?: string;
}

/** Unfolds the lines and finds the events; what stands in parts of them, such as alarms, is none of theirs. */
export function readCalendarText(ical: string): CalendarText {
  const events: CalendarLine[][] = [];
  const open: string[] = [];
  let zone: string | undefined;
  for (const text of ical.replace(/\r?\n[ \t]/g, '').split(/\r?\n/)) {
    const line = readLine(text);
    if (!line) continue;
    if (line.name === 'BEGIN') {
      open.push(line.value.toUpperCase());
      if (open.at(-1) === 'VEVENT') events.push([]);
    } else if (line.name === 'END') open.pop();
    else if (line.name === 'X-WR-TIMEZONE') zone = line.value;
    else if (open.at(-1) === 'VEVENT') events.at(-1)?.push(line);
  }
  return { events, ...(zone !== undefined && { zone }) };
}

function readLine(text: string): CalendarLine | undefined {
  const [, name, params = '', value] =
    /^([A-Za-z0-9-]+)((?:;[^:;"=]+=(?:"[^"]*"|[^:;"]*))*):(.*)$/.exec(text.trim()) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const pairs = [...params.matchAll(/;([^=]+)=("[^"]*"|[^;]*)/g)].map(
    ([, key = '', written = '']) => [key.toUpperCase(), written.replace(/^"|"$/g, '')] as const,
  );
  return { name: name.toUpperCase(), params: new Map(pairs), value: value.trim() };
}
