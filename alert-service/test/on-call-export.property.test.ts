import { expect, test } from '@jest/globals';
import { OnCallDocument } from '@tocsin/api';
import fc from 'fast-check';
import { type Directory, objectKey, type OnCallObject } from '#core/on-call/directory';
import { objectsOf } from '#config/on-call/core-objects';
import { readOnCallFile } from '#config/on-call/load-on-call';
import { printOnCall } from '#config/on-call/print-on-call';
import { runs } from './kit/runs.ts';

const id = fc.oneof(
  fc.constantFrom('yes', 'no', 'null', '1e3', '0x1f', '12', 'a.b', '7d'),
  fc.stringMatching(/^[a-z0-9][A-Za-z0-9._-]{0,12}$/),
);
/** Texts that YAML reads as something else, breaks, or quotes. */
const text = fc
  .oneof(
    fc.constantFrom(
      'yes',
      '~',
      '1_000',
      '12:30',
      '2026-11-02',
      '- a',
      '# b',
      '"',
      ': ',
      '=',
      '<<',
      'é\u2028',
      '{{ x }}',
      ' ',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  )
  .filter(
    (one) =>
      one.isWellFormed() && !/[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(one),
  );
const zone = fc.constantFrom('Europe/Berlin', 'UTC', 'America/New_York');
const length = fc.constantFrom('0s', '30s', '5m', '1h30m', '2d', '1w', '1y', '250ms');
const clockTime = fc.constantFrom('00:00', '09:05', '23:59');
const severity = fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'low' as const);
const maybe = <T>(given: fc.Arbitrary<T>) => fc.option(given, { nil: undefined });
const few = <T>(each: fc.Arbitrary<T>, minLength = 0) => fc.array(each, { minLength, maxLength: 3 });
const withId = <T extends object>(shape: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(id, shape), { maxLength: 3, selector: ([one]) => one })
    .map((all) => all.map(([one, rest]) => ({ id: one, ...rest })));
const days = maybe(fc.subarray(['mon' as const, 'tue' as const, 'sun' as const], { minLength: 1 }));
const span = fc.record({ days, from: clockTime, to: fc.constantFrom('06:00', '24:00') });
const hours = fc.record({ timeZone: zone, spans: few(span, 1) });
const origin = { importedFrom: maybe(text), externalId: maybe(text) };
const kind = fc.constantFrom(
  'person' as const,
  'team' as const,
  'schedule' as const,
  'receiver' as const,
  'policy' as const,
);
const target = fc.record({ kind, id: text });
const moment = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString());

const document: fc.Arbitrary<OnCallDocument> = fc
  .record({
    people: withId(
      fc.record({
        name: text,
        login: maybe(text),
        email: maybe(fc.constant('a@example.org')),
        timeZone: maybe(zone),
        contacts: withId(
          fc.record({
            kind: fc.constantFrom('slack' as const, 'call' as const, 'push' as const),
            address: text,
            vouched: maybe(fc.constant(true)),
          }),
        ),
        rules: fc.dictionary(severity, few(fc.record({ contact: text, after: maybe(length) }))),
        quietHours: maybe(hours),
        mostPerMinute: maybe(fc.integer({ min: 1, max: 20 })),
        ...origin,
      }),
    ),
    teams: withId(fc.record({ name: text, members: few(id), ...origin })),
    schedules: withId(
      fc.record({
        name: text,
        timeZone: zone,
        layers: withId(
          fc.record({
            name: maybe(text),
            turns: few(few(id, 1), 1),
            rotation: fc.record({
              every: fc.integer({ min: 1, max: 9 }),
              unit: fc.constantFrom('hours' as const, 'days' as const, 'weeks' as const, 'months' as const),
            }),
            startsOn: fc.constant('2026-11-02T09:00'),
            endsOn: maybe(fc.constant('2027-11-02T09:00')),
            restrictions: maybe(few(span, 1)),
          }),
        ),
        calendar: maybe(fc.constant('https://cal.example.org/x.ics')),
        ...origin,
      }),
    ),
    policies: withId(
      fc.record({
        name: text,
        steps: few(
          fc.record({
            level: fc.constantFrom(0 as const, 1 as const, 4 as const),
            targets: few(target, 1),
            wait: length,
            repeat: maybe(fc.integer({ min: 0, max: 3 })),
            when: maybe(
              fc.record({
                severities: maybe(few(severity, 1)),
                within: maybe(hours),
                outside: maybe(hours),
                alertsAtLeast: maybe(fc.integer({ min: 1, max: 9 })),
              }),
            ),
            roundRobin: maybe(fc.boolean()),
          }),
          1,
        ),
        repeat: fc.integer({ min: 0, max: 3 }),
        lastResort: few(target, 1),
        hours: maybe(fc.record({ timeZone: zone, spans: few(span, 1), always: few(severity) })),
        ...origin,
      }),
    ),
    automations: withId(
      fc.record({
        name: text,
        url: fc.constant('https://run.example.org/x'),
        secretFile: maybe(fc.constant('/etc/tocsin/secret')),
        timeout: length,
        ...origin,
      }),
    ),
    overrides: withId(
      fc.record({
        schedule: id,
        person: maybe(id),
        from: moment,
        to: moment,
        insteadOf: maybe(id),
        swap: maybe(text),
        comment: maybe(text),
      }),
    ),
  })
  .map((all) => OnCallDocument.parse(JSON.parse(JSON.stringify(all))));

const directoryOf = (objects: readonly OnCallObject[]): Directory =>
  new Map(
    objects.map(({ kind: of, id: one, value }) => [
      objectKey(of, one),
      [{ kind: of, id: one, version: 1, at: 0, source: 'app' as const, by: '', value }],
    ]),
  );

const sorted = (objects: readonly OnCallObject[]) =>
  objects
    .map(({ kind: of, id: one, value }) => ({ kind: of, id: one, value }))
    .sort((a, b) => (objectKey(a.kind, a.id) < objectKey(b.kind, b.id) ? -1 : 1));

test('what is exported is read as it was, and exported again it is the same text', () => {
  fc.assert(
    fc.property(document, (written) => {
      const objects = objectsOf(written);
      const yaml = printOnCall(directoryOf(objects), () => true);
      const again = objectsOf(readOnCallFile('export.yml', yaml).document);
      expect(sorted(again)).toEqual(sorted(objects));
      expect(printOnCall(directoryOf(again), () => true)).toBe(yaml);
    }),
    { numRuns: runs(25) },
  );
});
