import { failed, formatDuration, type Parsed, parseDuration, parsed } from '@tocsin/model';
import { z } from 'zod';
import { Secret } from '#lib/secret';
import { checkTemplateFile } from '#template/index';
import { parseGoDuration } from './go-duration.ts';
import { suggestion } from './nearest.ts';
import { PlainScalar } from './yaml-file.ts';

const isNameLike = (key: string): boolean => /^[a-z][a-z0-9_]{0,40}$/i.test(key);

/** A mapping with these fields and no others. */
export const fields = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> => {
  const known = Object.keys(shape);
  const unknownField = (key: string): string =>
    isNameLike(key) ? `unknown field "${key}"${suggestion(key, known)}` : 'unknown field';
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(unknownField).join('\n')
        : 'expected fields here, such as `name: value`',
  });
};

/** A field that may be left out, or left empty, which is the same. */
// Bounds are those of zod's core: to hold a schema against `z.ZodType` takes the compiler twice as long.
export const given = <Schema extends z.core.SomeType>(schema: Schema) =>
  z.optional(z.preprocess((value) => (value === null ? undefined : value), z.optional(schema)));

/** A field that stands at this where it is left out or left empty. */
export const orDefault = <Schema extends z.core.SomeType>(schema: Schema, usual: z.output<Schema>) =>
  given(schema).transform((value) => value ?? usual);

/** A field that Go reads as its zero value when it is empty. */
export const orElse = <Schema extends z.core.SomeType>(schema: Schema, otherwise: z.output<Schema>) =>
  given(schema).transform((value) => value ?? otherwise);

const asText = (value: unknown): unknown => {
  if (value === null) return '';
  return value instanceof PlainScalar ? value.source : value;
};
/** A text; numbers and words such as `yes` are texts too where one is wanted. */
export const textAs = (error: string) => z.preprocess(asText, z.string({ error }));
export const text = textAs('expected a text here');

export const required = (name: string) =>
  z.preprocess(
    asText,
    z.string({ error: `${name} is missing: add \`${name}: …\`` }).min(1, `${name} is empty: say what it is`),
  );

/** An unquoted scalar's own value: `yes`, `12`. */
const asValue = (value: unknown): unknown => (value instanceof PlainScalar ? value.value : value);

export const strictFlag = z.preprocess(
  asValue,
  z.boolean({ error: 'expected true or false, without quotes' }),
);
/** Empty is false, as Go reads it. */
export const flag = z.preprocess((value) => (value === null ? false : value), strictFlag);

/** Go's parser cuts a fraction off. */
const asInteger = (value: unknown): unknown => {
  const number = value === null ? 0 : asValue(value);
  return typeof number === 'number' ? Math.trunc(number) : number;
};

export const whole = z.preprocess(
  asInteger,
  z
    .number({ error: 'expected a whole number, without quotes' })
    .int('expected a whole number')
    .min(0, 'expected 0 or more'),
);

/** A whole number that may be negative, as ids are. */
export const integer = z.preprocess(
  asInteger,
  z.number({ error: 'expected a whole number, without quotes' }).int('expected a whole number'),
);

/** A number that may have a fraction. */
export const real = z.preprocess(
  (value) => (value === null ? 0 : asValue(value)),
  z.number({ error: 'expected a number, without quotes' }),
);

/** A length of time; printed as it is written in a file. */
export class Length {
  readonly ms: number;
  readonly #print: (ms: number) => string;

  constructor(ms: number, print: (ms: number) => string) {
    this.ms = ms;
    this.#print = print;
  }

  toJSON(): string {
    return this.#print(this.ms);
  }
}

export const length = z.preprocess(
  asText,
  z.string({ error: 'expected a duration, such as 5m' }).transform((written, context) => {
    const found = parseDuration(written);
    if (found.ok) return new Length(found.value, formatDuration);
    const bare = /^\d+$/.test(written)
      ? `"${written}" is a duration without a unit: write ${written}s, or ${written}m`
      : found.error;
    context.addIssue({ code: 'custom', message: bare });
    return z.NEVER;
  }),
);

const tooShort =
  'a number without a unit counts nanoseconds here, which nothing can be done in: write a unit, such as 10s';

/** Go's parser takes a bare number for nanoseconds. */
const timeoutOf = (written: string | number): Parsed<number> => {
  const found = typeof written === 'number' ? parsed(written / 1e6) : parseGoDuration(written);
  return found.ok && found.value > 0 && found.value < 0.001 ? failed(tooShort) : found;
};

const GoDuration = z
  .union([z.string(), z.number()], { error: 'expected a duration, such as 10s' })
  .transform((written, context) => {
    const found = timeoutOf(written);
    if (found.ok) return new Length(Math.max(0, found.value), (ms) => `${ms}ms`);
    context.addIssue({ code: 'custom', message: found.error });
    return z.NEVER;
  });

const asDuration = (value: unknown): unknown => (value === null ? '0' : asText(value));
const asTimeout = (value: unknown): unknown => {
  const plain = asValue(value);
  return typeof plain === 'number' ? plain : asDuration(value);
};

/** A duration in Go's own syntax; negative is none, as upstream takes it. */
export const timeout = z.preprocess(asTimeout, GoDuration);
/** The same where upstream reads a text, so that a number needs its unit. */
export const durationText = z.preprocess(asDuration, GoDuration);

/** What a timeout comes to: 0 is none. */
export const timeoutMs = (written: Length | undefined): { timeoutMs?: number } =>
  written === undefined || written.ms === 0 ? {} : { timeoutMs: written.ms };

const isAddress = (written: string): boolean => /^https?:\/\/[^/?#]/i.test(written) && URL.canParse(written);
const badAddress = 'expected an address that begins with http:// or https:// and names a host';
const placeholder =
  '<secret> is what takes a secret’s place when a configuration is shown: write the secret itself';

// `abort`: what follows, and the checks of the mapping around it, count on the transformed value.
export const address = text.refine(isAddress, { message: badAddress, abort: true });

/** A secret; empty is none. Never part of an error. */
export const secret = text
  .refine((written) => written !== '<secret>', { message: placeholder, abort: true })
  .transform((written) => (written === '' ? undefined : Secret.of(written)));

const isTemplate = (written: string): boolean => {
  try {
    checkTemplateFile({ name: '', text: written });
    return true;
  } catch {
    return false;
  }
};
// Not what is wrong in it: that would quote the address.
const badTemplate =
  'the template in this address cannot be read: look for braces and quotes that are not closed';

/** A secret that is an address or a template of one; one that is there must say something. */
export const secretAddress = given(
  text
    .refine((written) => written !== '<secret>', { message: placeholder, abort: true })
    .refine((written) => written.includes('{{') || isAddress(written), { message: badAddress, abort: true })
    .refine(isTemplate, { message: badTemplate, abort: true })
    .transform((written) => Secret.of(written)),
);

/** A secret that is an address as it stands, no template. */
export const secretUrl = given(
  text
    .refine((written) => written !== '<secret>', { message: placeholder, abort: true })
    .refine(isAddress, { message: badAddress, abort: true })
    .transform((written) => Secret.of(written)),
);

const isEmpty = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.every((item) => item === null);
  if (value instanceof PlainScalar) return value.value === false;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
};

/** Real Alertmanager configuration that we cannot do yet: refused by name, since to ignore it would be worse. */
export const notYet = (name: string, remedy = 'take it out, or keep it with Alertmanager for now') =>
  z
    .unknown()
    .refine(isEmpty, { message: `${name} is not supported yet: ${remedy}`, params: { at: 'key' } })
    .optional();

/** Texts by name, as labels and headers are. */
export const texts = z.record(z.string(), text, {
  error: 'expected names with texts, such as `team: payments`',
});
export const listOf = <Schema extends z.core.SomeType>(schema: Schema, what: string) =>
  z.array(schema, { error: `expected a list of ${what}, each after a dash` });

/** For `refine`: a secret stands in one place, not in two. */
export const notBoth = <One extends string, Other extends string>(
  one: One,
  other: Other,
): [(config: Partial<Record<One | Other, unknown>>) => boolean, { message: string; path: string[] }] => [
  (config) => !(config[one] && config[other]),
  { message: `${one} and ${other} are both given: keep one`, path: [other] },
];
