import { zoneNames } from './zone-names.ts';

/** A place's clock: what it calls itself and how far it is from UTC at an instant. */
export interface Zone {
  readonly name: string;
  at(unixSeconds: number): { readonly abbreviation: string; readonly offsetSeconds: number };
}

const utcOffset = { abbreviation: 'UTC', offsetSeconds: 0 };

export const utc: Zone = { name: 'UTC', at: () => utcOffset };

/** A zone that never changes; Go makes one for a parsed "+0200". */
export function fixedZone(abbreviation: string, offsetSeconds: number): Zone {
  const found = { abbreviation, offsetSeconds };
  return { name: abbreviation, at: () => found };
}

function numericName(offsetSeconds: number): string {
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return `${offsetSeconds < 0 ? '-' : '+'}${hours}${rest}`;
}

function findAbbreviations(name: string): Map<number, string> | undefined {
  for (const line of zoneNames) {
    const [names = '', zones = ''] = line.split('|');
    if (!zones.split(' ').includes(name)) continue;
    const pairs = names.split(' ').filter((part) => part !== '');
    return new Map(
      pairs.map((part) => [Number(/\d+$|-\d+$/.exec(part)?.[0]) * 60, part.replace(/-?\d+$/, '')]),
    );
  }
  return undefined;
}

/** Temporal's instants end here; beyond them the offset of the last one counts. */
const farthestSeconds = 8_640_000_000_000;

function offsetAt(name: string, unixSeconds: number): number {
  const seconds = Math.max(-farthestSeconds, Math.min(farthestSeconds, unixSeconds));
  const zoned = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(name);
  return Math.trunc(zoned.offsetNanoseconds / 1e9);
}

const loaded = new Map<string, Zone>();

/** The zone of an IANA name, as spelled; nothing when Go would not know it. The service's own zone is UTC. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return utc;
  if (name === 'Local') return { ...utc, name: 'Local' };
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const abbreviations = findAbbreviations(name);
  if (abbreviations === undefined) return undefined;
  const zone: Zone = {
    name,
    at: (unixSeconds) => {
      const offsetSeconds = offsetAt(name, unixSeconds);
      const lettered = offsetSeconds % 60 === 0 ? abbreviations.get(offsetSeconds) : 'LMT';
      return { abbreviation: lettered ?? numericName(offsetSeconds), offsetSeconds };
    },
  };
  loaded.set(name, zone);
  return zone;
}
