/** What upstream reads: RFC 3339, and ISO 8601 without colon in the zone, without zone (UTC), without seconds, with a blank, or the day alone. */
const written =
  /^(\d{4}-\d\d-(\d\d))(?:[T ]((?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d+)?)?)(?:(Z)|([+-](?:[01]\d|2[0-3])):?([0-5]\d))?)?$/;

/** Go's zero time means «not given», as do null and the empty text: undefined. NaN: not a time. */
export function postedTime(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const [, date, day, clock = '00:00', utc, hours, minutes] =
    typeof value === 'string' ? (written.exec(value) ?? []) : [];
  if (date === undefined || (Number(day) > 28 && !isDay(date, Number(day)))) return NaN;
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const at = Date.parse(`${date}T${clock}${zone}`);
  return at === zeroTime && utc ? undefined : at;
}

const zeroTime = Date.parse('0001-01-01T00:00:00Z');

/** A date beyond the end of its month is read as one of the next. */
const isDay = (date: string, day: number): boolean =>
  new Date(Date.parse(`${date}T00:00Z`)).getUTCDate() === day;
