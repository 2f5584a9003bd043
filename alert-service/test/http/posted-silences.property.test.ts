import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PostableSilence } from '#http/alertmanager-v2/silence-wire';
import { anyCharacter } from '../../../packages/model/test/any-character.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const text = fc.string({ unit: anyCharacter, maxLength: 8 });
const odd = fc.oneof(fc.jsonValue(), fc.constant(undefined));
const often = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: odd, weight: 1 });
const time = fc.constantFrom(
  '2099-01-01T00:00:00Z',
  '2099-01-02T00:00:00.123456789+02:00',
  '2000-01-01T00:00:00Z',
  '0001-01-01T00:00:00.000Z',
  '2099-02-30',
  '',
  'soon',
);
const matcher = fc.record(
  { name: often(text), value: often(text), isRegex: often(fc.boolean()), isEqual: often(fc.boolean()) },
  { requiredKeys: ['name', 'value'] },
);
const silence = fc.record(
  {
    matchers: often(fc.array(often(matcher), { maxLength: 3 })),
    startsAt: often(time),
    endsAt: often(time),
    createdBy: often(text),
    comment: often(text),
    annotations: often(fc.dictionary(text, text, { maxKeys: 2 })),
    id: often(fc.constantFrom('', null)),
  },
  { requiredKeys: ['matchers', 'startsAt', 'endsAt', 'createdBy', 'comment'] },
);

test('whatever is posted is either refused by a 4xx with its reason, or shown as it was posted', async () => {
  await fc.assert(
    fc.asyncProperty(often(silence), async (posted) => {
      const body = JSON.stringify(posted ?? null);
      const answer = await service.post('/api/v2/silences', body);
      const said: unknown = await answer.json();
      const read = PostableSilence.safeParse(JSON.parse(body));
      if (!read.success) return expect([400, 422]).toContain(answer.status);
      if (answer.status !== 200) {
        expect([400, 404]).toContain(answer.status);
        return expect(said).toEqual(expect.stringMatching(/./));
      }
      const { silenceID } = said as { silenceID: string };
      const shown = (await (await service.get(`/api/v2/silence/${silenceID}`)).json()) as Record<
        string,
        unknown
      >;
      const { matchers, comment, createdBy, endsAt, annotations } = read.data;
      expect(shown).toMatchObject({
        id: silenceID,
        comment,
        createdBy,
        endsAt: new Date(endsAt).toISOString(),
        matchers: matchers.map((each) => ({ ...each, isEqual: each.isEqual ?? true })),
      });
      expect(Object.entries(shown.annotations ?? {})).toEqual(Object.entries(annotations ?? {}));
    }),
    { numRuns: 300 },
  );
}, 60_000);
