import type { Doing } from './act.ts';

/** What a short text asks for: an SMS, a chat message. */
export type Reply =
  | {
      readonly does: Doing;
      /** `INC-12`; absent: the one that is meant is the only one. */
      readonly incident?: string;
      readonly forMs?: number;
    }
  | 'list'
  | 'unknown';

const longest = 100;
/** Digits are codes only where they come first: anywhere else they are the number of an incident. */
const codes: Readonly<Record<string, Doing>> = { 1: 'acknowledge', 2: 'resolve', 3: 'snooze', 4: 'awake' };
const words: Readonly<Record<string, Doing>> = {
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  acknowledged: 'acknowledge',
  resolve: 'resolve',
  resolved: 'resolve',
  snooze: 'snooze',
  awake: 'awake',
};
const asks: ReadonlySet<string> = new Set(['0', '?', 'help', 'list', 'status', 'incidents']);
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000 };
const longestSnoozeMs = 7 * 86_400_000;

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** `1`, `1 12`, `ack inc-12`, `INC-12 resolve`, `3 12 2h`. Whatever else it says, nothing is done: "1 sec" is no yes. */
export function parseReply(text: string): Reply {
  if (text.length > longest) return 'unknown';
  const [first = '', ...rest] = tokensOf(text);
  if (rest.length === 0 && asks.has(first)) return 'list';
  const code = own(codes, first);
  return code ? withRest(code, rest) : withWord([first, ...rest]);
}

function withWord(tokens: readonly string[]): Reply {
  const verbs = tokens.flatMap((token) => own(words, token) ?? []);
  const [does] = verbs;
  if (!does || verbs.length > 1) return 'unknown';
  return withRest(
    does,
    tokens.filter((token) => own(words, token) === undefined),
  );
}

function withRest(does: Doing, tokens: readonly string[]): Reply {
  let incident: string | undefined;
  let forMs: number | undefined;
  for (const token of tokens) {
    const [, number] = /^(?:inc-)?(\d{1,12})$/.exec(token) ?? [];
    const [, count = '', unit = ''] = /^(\d{1,4})([mh])$/.exec(token) ?? [];
    if (number !== undefined && incident === undefined) incident = `INC-${Number(number)}`;
    else if (unit !== '' && forMs === undefined && does === 'snooze')
      forMs = Number(count) * (unitMs[unit] ?? 0);
    else return 'unknown';
  }
  if (forMs !== undefined && (forMs === 0 || forMs > longestSnoozeMs)) return 'unknown';
  return { does, ...(incident !== undefined && { incident }), ...(forMs !== undefined && { forMs }) };
}

const tokensOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[.,;:!#"'\u00a0]+/gu, ' ')
    .replace(/\binc[\s-]*(?=\d)/gu, 'inc-')
    .replace(/(\d)\s*(h|m)(?:in|ins|inutes?|r|rs|ours?)?(?=\s|$)/gu, '$1$2')
    .trim()
    .split(/\s+/u);
