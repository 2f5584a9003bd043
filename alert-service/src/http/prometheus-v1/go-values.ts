/** Go's zero time, as encoding/json writes it: what has not happened yet. */
const zeroTime = '0001-01-01T00:00:00Z';

/** RFC 3339 as Go prints it: no trailing zeros in the fraction of a second. */
export const goTime = (at: number | undefined): string =>
  at === undefined ? zeroTime : new Date(at).toISOString().replace(/\.?0+Z$/, 'Z');

/** A sample's text as Prometheus shows an alert's value, `1e+00`: an exponent of two digits at least. */
export function exponential(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const sign = Object.is(value, -0) ? '-' : '';
  return sign + value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** strconv.ParseBool, for text in lower case. */
export function parseBool(text: string): boolean | string {
  if (['1', 't', 'true'].includes(text)) return true;
  if (['0', 'f', 'false'].includes(text)) return false;
  return `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`;
}

/** strconv.ParseInt for 32 bits. */
export function parseInt32(text: string): number | string {
  const failure = `strconv.ParseInt: parsing ${JSON.stringify(text)}: `;
  if (!/^[+-]?\d+$/.test(text)) return `${failure}invalid syntax`;
  const value = Number(text);
  return value > 2 ** 31 - 1 || value < -(2 ** 31) ? `${failure}value out of range` : value;
}
