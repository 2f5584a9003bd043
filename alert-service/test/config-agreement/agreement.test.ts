import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Amtool, isAtLeast, realAmtool } from './amtool.ts';
import { type Example, examples, ours, weAccept } from './configurations.ts';
import { type Mutation, mutationsOf } from './mutations.ts';

/**
 * The real `amtool check-config` and we agree on which configurations are right. Our own files, each of a feature or a
 * fault; what a file needs that an older amtool does not know, is left out for that one, by `# since`.
 */
const amtool: Amtool = await realAmtool();
const textOf = ({ file }: Example): string => readFileSync(file, 'utf8');
const knownTo = (example: Example): boolean => isAtLeast(amtool.version, example.since);

const verdicts = (some: readonly Example[]): [string, boolean][] =>
  amtool.accepts(some.map(textOf)).map((accepts, index) => [some[index]?.name ?? '', accepts]);
const allOf = (some: readonly Example[], accepts: boolean): [string, boolean][] =>
  some.map(({ name }) => [name, accepts]);

describe(`amtool ${amtool.version} and we`, () => {
  test('accept the same configurations', () => {
    const good = examples('good');
    expect(good.length).toBeGreaterThan(15);
    expect(good.map((example) => [example.name, ours(textOf(example))])).toEqual(
      good.map(({ name }) => [name, { shown: expect.any(String) }]),
    );
    const known = good.filter(knownTo);
    expect(verdicts(known)).toEqual(allOf(known, true));
  });

  test('refuse the same configurations', () => {
    const bad = examples('bad');
    expect(bad.length).toBeGreaterThan(50);
    expect(bad.filter((example) => weAccept(textOf(example)))).toEqual([]);
    const known = bad.filter(knownTo);
    expect(verdicts(known)).toEqual(allOf(known, false));
  });

  test('differ where the reason is written down', () => {
    const [stricter, laxer] = [examples('stricter'), examples('laxer')];
    expect(stricter.filter((example) => weAccept(textOf(example)))).toEqual([]);
    expect(laxer.filter((example) => !weAccept(textOf(example)))).toEqual([]);
    const known = { stricter: stricter.filter(knownTo), laxer: laxer.filter(knownTo) };
    expect(verdicts(known.stricter)).toEqual(allOf(known.stricter, true));
    expect(verdicts(known.laxer)).toEqual(allOf(known.laxer, false));
  });

  const whereNew = isAtLeast(amtool.version, '0.34') ? test : test.skip;

  test('the effective configuration that we show can be read by amtool', () => {
    const known = examples('good').filter(knownTo);
    const shown = known.flatMap((example) => {
      const said = ours(textOf(example));
      return 'shown' in said ? [said.shown] : [];
    });
    expect(shown).toHaveLength(known.length);
    if (isAtLeast(amtool.version, '0.34')) expect(amtool.accepts(shown)).toEqual(shown.map(() => true));
    for (const text of shown) expect(ours(withoutSecrets(text))).toMatchObject({ shown: expect.any(String) });
  });

  whereNew(
    'agree on each change of one field, of those files that are chosen',
    () => {
      const chosen = examples('good').filter(({ name }) => mutated.includes(name));
      const mutations = chosen.flatMap((example) => [...mutationsOf(textOf(example))]);
      expect(mutations.length).toBeGreaterThan(2_000);
      expect(disagreements(mutations)).toEqual([]);
    },
    120_000,
  );
});

const mutated = ['inhibition', 'intervals', 'observing', 'routes'];

/** Shown secrets are refused, since nobody could be told with them. */
const withoutSecrets = (text: string): string => text.replaceAll('<secret>', 'http://127.0.0.1:5001/');

function disagreements(mutations: readonly Mutation[]): string[] {
  const theirs = amtool.accepts(mutations.map(({ text }) => text));
  return mutations.flatMap(({ what, text }, index) => {
    const they = theirs[index] === true;
    return weAccept(text) === they ? [] : [`${what}: ${they ? 'only amtool' : 'only we'} accept it`];
  });
}
