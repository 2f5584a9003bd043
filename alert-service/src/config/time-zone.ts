import { failed, type Parsed, parsed } from '@tocsin/model';
import { localTimeZone } from '#lib/local-time-zone';

const localZone = (): string => localTimeZone(process.env.TZ).name;

/** What Go's database of time zones holds beside the names of the world's. */
const special: Readonly<Record<string, () => string>> = {
  '': () => 'UTC',
  Factory: () => 'UTC',
  Local: localZone,
  localtime: localZone,
  posixrules: () => 'America/New_York',
};

/** The name as the database spells it. Temporal knows that one and no others, unlike Intl, which takes old ones of Java's. */
const spelled = (name: string): string | undefined => {
  if (/^[+-]/.test(name)) return undefined;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch {
    return undefined;
  }
};

/** Reads a location as Go does: a name of the IANA time zone database, upper and lower case as it stands there. */
export const readTimeZone = (written: string): Parsed<string> => {
  const known = Object.hasOwn(special, written) ? special[written] : undefined;
  if (known) return parsed(known());
  // Zones that count leap seconds too: half a minute, at most, from the others.
  const name = written.replace(/^(?:posix|right)\//, '');
  const found = spelled(name);
  if (found === name) return parsed(name);
  return failed(
    found === undefined
      ? `"${written}" is no time zone: write a name such as Europe/Berlin, or UTC`
      : `"${written}" is no time zone; did you mean "${found}"?`,
  );
};
