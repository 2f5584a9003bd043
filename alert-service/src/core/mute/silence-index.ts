import { type Labels, printMatchers } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import { createMatcherIndex } from './matcher-index.ts';
import type { Silence } from './silence.ts';

/** Which silences match an alert, remembered for each alert. Follows from the silences, and is never stored. */
export interface SilenceIndex {
  keep(silence: Silence): void;
  drop(id: string): void;
  /** Of the silences that match, those not yet over at `now`, pending ones included; in the order of their ids. */
  matching(alert: Asked, now: number): readonly Silence[];
  forgetAlert(fingerprint: string): void;
}

interface Asked {
  readonly fingerprint: string;
  readonly labels: Labels;
}

/** What one alert's answer was, and how many silences had been added by then. */
interface Known {
  readonly epoch: number;
  readonly upTo: number;
  readonly ids: readonly string[];
}

/** An answer so many silences behind is asked anew rather than of each of them. */
const askedSingly = 64;
const none: readonly Silence[] = [];

export function createSilenceIndex(): SilenceIndex {
  const silences = new Map<string, Silence>();
  const index = createMatcherIndex<string>();
  const known = new Map<string, Known>();
  /** Ids as they came in, so that an answer is brought up to date by what is new alone. */
  let added: string[] = [];
  let listed = new Set<string>();
  let epoch = 0;
  /** One for all alerts that nothing matches: most of them. */
  let unmatched: Known = { epoch, upTo: 0, ids: [] };
  const startAnew = (): void => {
    epoch += 1;
    added = [...silences.keys()];
    listed = new Set(added);
  };

  const unmatchedNow = (): Known => {
    if (unmatched.epoch !== epoch || unmatched.upTo !== added.length)
      unmatched = { epoch, upTo: added.length, ids: [] };
    return unmatched;
  };

  const lookUp = ({ fingerprint, labels }: Asked): readonly string[] => {
    const before = known.get(fingerprint);
    if (before?.epoch === epoch && before.upTo === added.length) return before.ids;
    const behind = added.length - (before?.upTo ?? 0);
    const ids =
      before?.epoch === epoch && behind <= askedSingly
        ? before.ids.concat(added.slice(before.upTo).filter((id) => index.matches(id, labels)))
        : index.matching(labels);
    known.set(fingerprint, ids.length > 0 ? { epoch, upTo: added.length, ids: ids.sort() } : unmatchedNow());
    return ids;
  };

  return {
    keep(silence) {
      const before = silences.get(silence.id);
      silences.set(silence.id, silence);
      if (before && sameMatchers(before, silence)) return;
      index.delete(silence.id);
      index.add(silence.id, silence.matcherSets);
      if (listed.has(silence.id)) return startAnew();
      listed.add(silence.id);
      added.push(silence.id);
    },
    drop(id) {
      if (!silences.delete(id)) return;
      index.delete(id);
      if (added.length > 1_024 && added.length > 2 * silences.size) startAnew();
    },
    matching(alert, now) {
      const ids = silences.size === 0 ? [] : lookUp(alert);
      if (ids.length === 0) return none;
      return ids.flatMap((id) => {
        const silence = silences.get(id);
        return silence && silence.endsAt > now ? silence : [];
      });
    },
    forgetAlert: (fingerprint) => void known.delete(fingerprint),
  };
}

const sameMatchers = (a: Silence, b: Silence): boolean =>
  a.matcherSets === b.matcherSets || printSets(a) === printSets(b);

const printSets = ({ matcherSets }: Silence): string => matcherSets.map(printMatchers).join('\n');

/** Compiled once for each silence: most have none, and hold for every receiver. */
const receiverTests = new WeakMap<Silence, readonly ((labels: Labels) => boolean)[]>();

export function holdsForReceiver(silence: Silence, labels: Labels): boolean {
  if (silence.receiverMatcherSets.length === 0) return true;
  const tests = receiverTests.get(silence) ?? silence.receiverMatcherSets.map(compileMatchers);
  receiverTests.set(silence, tests);
  return tests.some((test) => test(labels));
}
