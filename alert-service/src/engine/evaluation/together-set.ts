import type { Answer } from '#prometheus/client';
import { divided, type QueryPart, togetherQuery } from './together-query.ts';
import type { Known, TogetherMemory } from './together-memory.ts';
import type { Round } from './together-round.ts';

/** An answer, how long its query took, and for how many rules that query was. */
export type Answered = Answer & { readonly tookMs: number; readonly rules: number };

/** What was answered, by expression. */
export type Found = Map<string, Answered>;

export interface SetAsking {
  readonly round: Round;
  readonly memory: TogetherMemory;
  readonly found: Found;
}

/** A query for several rules that takes longer makes the slot late, where the same rules alone go side by side. */
const longMs = 2_000;
const slowAfter = (timeoutMs: number): number => Math.min(timeoutMs / 4, longMs);
const givenUpAfter = (timeoutMs: number): number => Math.ceil(Math.min(timeoutMs / 2, 3 * longMs));

/** Prometheus 2.48 to 2.54 gives its remarks among the warnings. They say nothing about the result. */
const remark = 'PromQL info:';

const isWell = (answer: Answer): boolean =>
  !answer.error && answer.warnings.every((warning) => warning.startsWith(remark));

const expressionsOf = (parts: readonly { readonly expression: string }[]): string[] =>
  parts.map(({ expression }) => expression);

export async function askOne(
  expression: string,
  { round, found }: Omit<SetAsking, 'memory'>,
): Promise<Answered> {
  const { answer, tookMs } = await round.query(expression, { rules: 1, timeoutMs: round.timeoutMs });
  const answered = { ...answer, tookMs, rules: 1 };
  found.set(expression, answered);
  return answered;
}

interface AskedAlone {
  readonly expression: string;
  readonly answered: Answered;
}

const askEach = (
  parts: readonly { readonly expression: string }[],
  asking: SetAsking,
): Promise<readonly AskedAlone[]> =>
  Promise.all(
    parts.map(async ({ expression }) => ({ expression, answered: await askOne(expression, asking) })),
  );

/** Much slower than the others, and slow: where all are, it is the source. */
function slowOnes(asked: readonly AskedAlone[], timeoutMs: number): ReadonlySet<string> {
  const times = asked.map(({ answered }) => answered.tookMs).sort((a, b) => a - b);
  const usual = times[Math.floor((times.length - 1) / 2)] ?? 0;
  const limit = Math.max(slowAfter(timeoutMs) / 4, 3 * usual);
  return new Set(expressionsOf(asked.filter(({ answered }) => answered.tookMs > limit)));
}

/** Alone, as every rule is at first: one that is well and quick is asked together with others from then on. */
export async function askFirst(
  rules: readonly { readonly expression: string }[],
  asking: SetAsking,
): Promise<void> {
  const { round, memory } = asking;
  const asked = await askEach(rules, asking);
  if (round.isOver()) return;
  const slow = slowOnes(asked, round.timeoutMs);
  for (const { expression, answered } of asked) {
    if (!isWell(answered)) memory.askAlone([expression]);
    else if (!slow.has(expression)) memory.learn(expression, answered.error ? {} : remarksOf(answered));
  }
}

/** Prometheus tells of equal remarks once and of ten at most: of whom they are in a common answer is not to be told. */
const remarksOf = ({ infos }: { readonly infos?: readonly string[] }): Known => (infos ? { infos } : {});

/**
 * In one query. One that is refused, warns or is broken is thrown away, and its rules are asked one by one. One that
 * is slow is used; when it is slow twice, its rules are asked one by one the next time. How long it *usually* takes does not count: a source under load is slow at
 * everything, and would be asked many times more just then.
 */
export async function askSet(set: readonly QueryPart[], asking: SetAsking): Promise<void> {
  const { round, memory, found } = asking;
  const timeoutMs = givenUpAfter(round.timeoutMs);
  const { answer, tookMs } = await round.query(togetherQuery(set), { rules: set.length, timeoutMs });
  const own = isWell(answer) && !answer.error ? divided(answer.result, set) : undefined;
  const shared = { tookMs, rules: set.length };
  if (own) {
    set.forEach(({ expression }, index) =>
      found.set(expression, { ...(own[index] ?? answer), ...memory.known(expression), ...shared }),
    );
    memory.worked();
    if (tookMs <= slowAfter(round.timeoutMs)) memory.acquit(expressionsOf(set));
    else if (memory.strike(expressionsOf(set))) memory.suspect(expressionsOf(set));
  } else if (round.isOver()) {
    const down = round.down();
    const error = down ? { error: down } : answer;
    for (const { expression } of set) found.set(expression, { ...error, ...shared });
  } else await askOneByOne(set, asking, reasonOf(answer));
}

/** Why a set is asked one by one. `late`, `broken`: that may have been a bad moment of the source. */
type Reason = 'refused' | 'broken' | 'late' | 'suspected';

function reasonOf({ error }: Answer): Reason {
  if (!error || error.kind === 'query') return 'refused';
  return error.kind === 'timeout' ? 'late' : 'broken';
}

/** Who fails, warns or is the slow one alone too is asked alone for an hour; when nobody is, these are. */
export async function askOneByOne(set: readonly QueryPart[], asking: SetAsking, why: Reason): Promise<void> {
  const { round, memory } = asking;
  if (set.length === 0) return;
  const asked = await askEach(set, asking);
  if (round.isOver()) return;
  const slow = slowOnes(asked, round.timeoutMs);
  const guilty = asked.filter(({ expression, answered }) => !isWell(answered) || slow.has(expression));
  if (guilty.length > 0) return memory.askAlone(expressionsOf(guilty));
  if ((why === 'late' || why === 'broken') && !memory.strike(expressionsOf(set))) return;
  if ((why === 'late' || why === 'suspected') && memory.shrink()) return;
  memory.askAlone(expressionsOf(set));
  memory.splitForNothing();
}
