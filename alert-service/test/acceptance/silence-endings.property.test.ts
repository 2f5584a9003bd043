import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startWorld } from '../kit/world.ts';

const graceS = 300;
const mostS = 3_600;

/** Begins and ends at odd seconds, so that no end of a silence falls on the same one. */
const firing = fc.record({
  who: fc.constantFrom('a', 'b'),
  from: fc.integer({ min: 0, max: 200 }).map((ten) => ten * 10 + 3),
  seconds: fc.integer({ min: 1, max: 60 }).map((ten) => ten * 10 - 6),
  how: fc.constantFrom('resolves', 'expires'),
});

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When the silence is over, by trying each second that it could be. */
function overAt(spans: readonly Span[], unusedS: number | undefined, whenResolved: boolean): number {
  for (let at = 0; at < mostS; at += 1) {
    if (spans.some(({ from, to }) => from < at && to > at)) continue;
    const ends = spans.filter(({ to }) => to <= at).map(({ to }) => to);
    const idle = at - Math.max(0, ...ends);
    if (whenResolved && ends.length > 0 && idle >= graceS) return at;
    if (unusedS !== undefined && idle >= unusedS) return at;
  }
  return mostS;
}

test('a silence ends itself at the second that a scan of all of them finds, a crash or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(firing, { maxLength: 6 }),
      fc.record({
        whenResolved: fc.boolean(),
        unusedS: fc.option(fc.constantFrom(60, 250, 900), { nil: undefined }),
        crashAt: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
      }),
      async (wanted, { whenResolved, unusedS, crashAt }) => {
        fc.pre(whenResolved || unusedS !== undefined);
        let world = await startWorld();
        const id = await world.silence('a', mostS, {
          matcherSets: [[{ name: 'instance', op: '=~', value: 'a|b' }]],
          ending: {
            ...(whenResolved && { whenResolved }),
            ...(unusedS !== undefined && { unusedMs: unusedS * 1_000 }),
          },
        });
        const spans = apart(wanted);
        const acts = spans.flatMap(({ who, from, to, how }) => [
          {
            at: from,
            act: () => world.post({ instance: who }, { inSeconds: how === 'expires' ? to - from : mostS }),
          },
          ...(how === 'resolves'
            ? [{ at: to, act: () => world.post({ instance: who }, { now: true }) }]
            : []),
        ]);
        if (crashAt !== undefined)
          acts.push({ at: crashAt, act: async () => ((world = await world.crash()), { kind: 'accepted' }) });
        for (const { at, act } of acts.sort((a, b) => a.at - b.at)) {
          await world.at(at);
          await act();
        }
        await world.at(mostS + 1);
        const { endsAt = 0 } = world.engine.state().silences.get(id) ?? {};
        expect((endsAt - 1_800_000_000_000) / 1_000).toBe(overAt(spans, unusedS, whenResolved));
        await world.stop();
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

/** Of each alert, only what begins after the one before has ended. */
function apart(wanted: readonly { who: string; from: number; seconds: number; how: string }[]) {
  const ended = new Map<string, number>();
  return [...wanted]
    .sort((a, b) => a.from - b.from)
    .flatMap(({ seconds, ...each }) => {
      if (each.from <= (ended.get(each.who) ?? -1)) return [];
      const to = each.from + seconds;
      ended.set(each.who, to);
      return [{ ...each, to }];
    });
}
