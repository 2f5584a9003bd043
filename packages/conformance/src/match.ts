/** What the signs in an expected body stand for. */
export interface Signs {
  /** Id of the silence the scenario calls so. */
  silence(name: string): string | undefined;
  fingerprint(alert: string): string | undefined;
  /** Epoch ms of a second of the scenario, and how far off a time may be. */
  epoch(seconds: number): number;
  readonly toleranceMs: number;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const longest = 400;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

/** Where in the body one is. */
interface Place {
  readonly signs: Signs;
  readonly where: string;
}

/**
 * Says where `actual` does not contain `expected`: of an object the listed keys, of an array every element in order.
 * Text may be a sign: `$any`, `$absent`, `$contains:text`, `$matches:pattern`, `$time:seconds`, `$silence:name`,
 * `$fingerprint:alert`.
 */
export const mismatch = (expected: unknown, actual: unknown, signs: Signs): string | undefined =>
  mismatchAt(expected, actual, { signs, where: '' });

function mismatchAt(expected: unknown, actual: unknown, place: Place): string | undefined {
  const { signs, where } = place;
  if (typeof expected === 'string' && expected.startsWith('$'))
    return bySign(expected, actual, signs) ? undefined : differs(where, expected, actual);
  if (Array.isArray(expected)) return inArray(expected, actual, place);
  if (!isObject(expected)) return expected === actual ? undefined : differs(where, expected, actual);
  if (!isObject(actual)) return differs(where, expected, actual);
  for (const [key, value] of Object.entries(expected)) {
    const wrong = mismatchAt(value, actual[key], { signs, where: `${where}.${key}` });
    if (wrong) return wrong;
  }
  return undefined;
}

const differs = (where: string, expected: unknown, actual: unknown): string =>
  `${where || 'the body'} is ${shown(actual)}, not ${shown(expected)}`;

function inArray(expected: readonly unknown[], actual: unknown, { signs, where }: Place): string | undefined {
  if (!Array.isArray(actual)) return differs(where, expected, actual);
  const list: readonly unknown[] = actual;
  if (list.length !== expected.length)
    return `${where || 'the list'} has ${list.length} elements, not ${expected.length}: ${shown(list)}`;
  for (const [index, value] of expected.entries()) {
    const wrong = mismatchAt(value, list[index], { signs, where: `${where}[${index}]` });
    if (wrong) return wrong;
  }
  return undefined;
}

function bySign(sign: string, actual: unknown, signs: Signs): boolean {
  const [, name = '', rest = ''] = /^\$(\w+):?(.*)$/s.exec(sign) ?? [];
  const text = typeof actual === 'string' ? actual : '';
  switch (name) {
    case 'any':
      return actual !== undefined;
    case 'absent':
      return actual === undefined;
    case 'contains':
      return (typeof actual === 'string' ? actual : (JSON.stringify(actual) ?? '')).includes(rest);
    case 'matches':
      return new RegExp(rest, 'su').test(text);
    case 'time':
      return near(text, signs.epoch(Number(rest)), signs.toleranceMs);
    case 'silence':
      return actual !== undefined && actual === signs.silence(rest);
    case 'fingerprint':
      return actual !== undefined && actual === signs.fingerprint(rest);
    default:
      return sign === actual;
  }
}

/** Later only by as much as the machine is slow, and earlier not at all but for rounding. */
export const near = (time: string, epochMs: number, toleranceMs: number): boolean => {
  const off = Date.parse(time) - epochMs;
  return off >= -50 && off <= toleranceMs;
};
