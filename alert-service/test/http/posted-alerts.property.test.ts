import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { type PostedDefaults, postedAlerts } from '#http/alertmanager-v2/posted-alerts';
import { anyCharacter } from '../../../packages/model/test/any-character.ts';
import { runs } from '../kit/runs.ts';

/** What an alert of POST /api/v2/alerts is, said a second time: the hand check is fast, this one is plain. */
const wellFormed = z.string().refine((text) => text.isWellFormed());
const named = (classic: boolean) => (set: Record<string, string>) =>
  Object.keys(set).every((name) =>
    classic ? /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) : name !== '' && name.isWellFormed(),
  );
/** z.record leaves __proto__ out. */
const strings = z
  .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .transform((value) => Object.entries(value))
  .pipe(z.array(z.tuple([z.string(), wellFormed])));
const sorted = (entries: [string, string][]) =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Upstream's forms: RFC 3339, without colon in the zone, without zone, without seconds, with a blank, the day alone. */
const Time = z
  .string()
  .transform((text) => text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'))
  .transform((text) => text.replace(/(T\d\d:\d\d)(?!:|\d)/, '$1:00'))
  .transform((text) => text.replace(/(T.*[+-]\d\d)(\d\d)$/, '$1:$2'))
  .pipe(z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]))
  .transform((text) => (text.includes('T') ? text : `${text}T00:00`))
  .transform((text) => (/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`))
  .transform((text) => Temporal.Instant.from(text.replace(/(\.\d{9})\d+/, '$1')).epochMilliseconds);
const notGiven = z
  .union([z.null(), z.literal(''), z.string().regex(/^0001-01-01T00:00:00(\.0+)?Z$/)])
  .transform(() => undefined);
const time = z.union([notGiven, Time]).optional();

const schemaOf = ({ now, resolveTimeoutMs, classicNames }: PostedDefaults) =>
  z
    .object({
      labels: strings
        .transform((entries) => sorted(entries.filter(([, value]) => value !== '')))
        .refine((set) => Object.keys(set).length > 0)
        .refine(named(classicNames)),
      annotations: z
        .union([z.null().transform(() => []), strings])
        .default([])
        .transform(sorted)
        .refine(named(classicNames)),
      startsAt: time,
      endsAt: time,
      generatorURL: z.string().nullish(),
    })
    .transform(({ startsAt, endsAt, generatorURL, ...sets }) => ({
      ...sets,
      startsAt: startsAt ?? endsAt ?? now,
      endsAt: endsAt ?? now + resolveTimeoutMs,
      timeout: endsAt === undefined,
      generatorURL: generatorURL ?? '',
    }))
    .refine(({ startsAt, endsAt }) => endsAt >= startsAt);

const digits = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'));
const times = fc
  .tuple(
    fc.constantFrom('2026', '2024', '0001', '1969', '9999', '0000', '2100', '26'),
    fc.oneof(digits(13), fc.constant('02')),
    fc.oneof(digits(32), fc.constantFrom('28', '29', '30', '31', '01')),
    fc.constantFrom('T', 'T', 'T', ' ', 't', ''),
    fc.tuple(digits(25), digits(61), digits(61)).map((parts) => parts.join(':')),
    fc.constantFrom('', '.5', '.123456789', '.1234567891234', '.'),
    fc.oneof(
      fc.constantFrom('Z', 'Z', 'z', '', 'UTC'),
      fc
        .tuple(fc.constantFrom('+', '-'), digits(25), fc.constantFrom(':', ''), digits(61))
        .map((parts) => parts.join('')),
    ),
  )
  .map(
    ([year, month, day, t, clock, fraction, zone]) => `${year}-${month}-${day}${t}${clock}${fraction}${zone}`,
  );
const someTime = fc.oneof(
  { weight: 1, arbitrary: times },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '2026-11-21T10:00:00Z',
      '2026-11-21T10:00:00.123+02:00',
      '2026-11-21T10:00:00.123456+0200',
      '2026-11-21T10:00:00.123456',
      '2026-11-21T10:00Z',
      '2026-11-21T10:00',
      '2026-11-21 10:00:00',
      '2026-11-21',
      '0001-01-01T00:00:00.000Z',
      '0001-01-01T00:00:00Z',
      '',
      null,
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const text = fc.oneof(
  fc.constantFrom('', 'a', 'Σ', '🙂', 'a-b', '\ud800', '__proto__', 'constructor', '1a', ' '),
  fc.string({ unit: anyCharacter }),
);
const plain = fc.dictionary(fc.constantFrom('alertname', 'a', '_b1'), fc.constantFrom('x', 'Σ', 'y', ''), {
  minKeys: 1,
});
const set = fc.oneof(
  { weight: 16, arbitrary: plain },
  {
    weight: 6,
    arbitrary: fc.array(fc.tuple(text, text), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  },
  { weight: 1, arbitrary: fc.dictionary(text, fc.jsonValue()) },
  { weight: 1, arbitrary: fc.jsonValue() },
);
// Not fc.webUrl, which lists all characters of Unicode before the first run.
const url = fc.tuple(fc.domain(), fc.string()).map(([host, path]) => encodeURI(`https://${host}/${path}`));
const alertLike = fc.record(
  {
    labels: set,
    annotations: set,
    startsAt: someTime,
    endsAt: someTime,
    generatorURL: fc.oneof({ weight: 5, arbitrary: url }, fc.jsonValue()),
    other: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(fc.oneof({ weight: 8, arbitrary: alertLike }, fc.jsonValue()), { maxLength: 4 }),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

test.each([true, false])(
  'the hand check of posted alerts accepts, refuses and reads as the schema does (classic names: %s)',
  (classicNames) => {
    const defaults = { now: Date.parse('2026-11-21T10:00:00Z'), resolveTimeoutMs: 300_000, classicNames };
    const schema = schemaOf(defaults);
    let accepted = 0;
    fc.assert(
      fc.property(bodies, (written) => {
        const body: unknown = JSON.parse(JSON.stringify(written));
        const { alerts, errors } = postedAlerts(body, defaults);
        if (body === null) return void expect([alerts, errors]).toEqual([[], []]);
        if (!Array.isArray(body)) return void expect([alerts, errors.length]).toEqual([[], 1]);
        const expected = body.map((item) => schema.safeParse(item));
        expect(errors.map((error) => Number(/^alert (\d+): ./.exec(error)?.[1]))).toEqual(
          expected.flatMap(({ success }, index) => (success ? [] : [index])),
        );
        expect(alerts.map(({ fingerprint: _, ...alert }) => alert)).toEqual(
          expected.flatMap(({ data }) => data ?? []),
        );
        accepted += alerts.length;
      }),
      { numRuns: runs(2_000) },
    );
    expect(accepted).toBeGreaterThan(250);
  },
);

test.each([
  ['2026-02-29T10:00:00Z', 'a day that is not'],
  ['2026-04-31', 'a day that is not'],
  ['2026-11-21T24:00:00Z', 'an hour that is not'],
  ['2026-11-21T10:00:00+25:00', 'a zone that is not'],
])('%s is refused: %s', (startsAt) => {
  const defaults = { now: 0, resolveTimeoutMs: 1, classicNames: false };
  const { errors } = postedAlerts([{ labels: { a: 'b' }, startsAt }], defaults);
  expect(errors).toEqual([expect.stringContaining('startsAt is not a time')]);
});
