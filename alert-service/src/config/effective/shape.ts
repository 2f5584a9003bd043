import { goDurationText } from '../go-duration.ts';

/** What is shown of a field, given what is written there (undefined: nothing); undefined leaves it out. */
export type Rule = (written: unknown) => unknown;
/** The fields of one block, in the order in which Alertmanager marshals them. */
export type Shape = Readonly<Record<string, Rule>>;
export type Plain = Readonly<Record<string, unknown>>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const plainOf = (value: unknown): Plain => (isPlain(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** As Go's `omitempty` has it, of a block too that Go keeps in place: one of empty fields alone. */
const isEmpty = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isPlain(value) && Object.values(value).every(isEmpty);
};

export const shaped = (shape: Shape, written: unknown): Plain => {
  const from = plainOf(written);
  const found: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(shape)) {
    const shown = rule(from[name]);
    if (shown !== undefined) found[name] = shown;
  }
  return found;
};

/** Shown where it says something. */
export const said: Rule = (written) => (isEmpty(written) ? undefined : written);
/** Shown whatever it says: of what Go keeps behind a pointer. */
export const given: Rule = (written) => written ?? undefined;
/** Shown always. */
export const always =
  (zero: unknown): Rule =>
  (written) =>
    written ?? zero;
/** Left out it is this; emptied it is left out. */
export const usual =
  (value: unknown): Rule =>
  (written) =>
    written === undefined ? value : said(written);
/** Left out it is a default template, by its standard name. */
export const template = (name: string): Rule => usual(`{{ template "${name}" . }}`);
/** A block that is there or not. */
export const block =
  (shape: Shape): Rule =>
  (written) =>
    written === undefined || written === null ? undefined : shaped(shape, written);
/** A block that is always there, and shown where something in it is said. */
export const inPlace =
  (shape: Shape): Rule =>
  (written) =>
    said(shaped(shape, written));
export const blocks =
  (shape: Shape): Rule =>
  (written) =>
    said(listOf(written).map((one) => shaped(shape, one)));

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : Number(a > b);
export const sorted = (values: Plain): Plain => Object.fromEntries(Object.entries(values).sort(byName));
/** Values by name: shown by name too, as Go has no order of writing there. */
export const byNames: Rule = (written) =>
  isPlain(written) && Object.keys(written).length > 0 ? sorted(written) : undefined;

/** A time in Go's own words; ours are milliseconds, or what is written. */
const goTime = (written: unknown): unknown => {
  const ms = typeof written === 'string' ? /^(\d+(?:\.\d+)?)(ms|s)$/.exec(written) : null;
  return ms ? goDurationText(Number(ms[1]) * (ms[2] === 's' ? 1000 : 1)) : written;
};
export const timeAlways: Rule = (written) => goTime(written ?? '0ms');
export const timeUsual =
  (value: string): Rule =>
  (written) => {
    const shown = goTime(written ?? value);
    return shown === '0s' ? undefined : shown;
  };
