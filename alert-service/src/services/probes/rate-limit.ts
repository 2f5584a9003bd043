/** What an answer says of how many more it will give. Times in epoch ms. */
export interface RateLimit {
  readonly remaining?: number;
  readonly limit?: number;
  readonly resetAt?: number;
}

/** Names of one family of headers, without what they begin with. */
interface Family {
  readonly remaining: readonly string[];
  readonly limit: readonly string[];
  readonly reset: readonly string[];
}

const prefixed = (prefix: string, suffix = ''): Family => ({
  remaining: [`${prefix}remaining${suffix}`],
  limit: [`${prefix}limit${suffix}`],
  reset: [`${prefix}reset${suffix}`],
});

/**
 * In the order of trust: the draft of the IETF (draft-ietf-httpapi-ratelimit-headers, three headers until its version 7),
 * what GitHub, Slack and most others send, what GitLab sends beside it, what Twitter made, and what providers of models
 * send for requests and tokens.
 */
const families: readonly Family[] = [
  prefixed('ratelimit-'),
  { ...prefixed('x-ratelimit-'), reset: ['x-ratelimit-reset', 'x-ratelimit-reset-after'] },
  prefixed('x-rate-limit-'),
  prefixed('x-ratelimit-', '-requests'),
  prefixed('x-ratelimit-', '-tokens'),
  ...['requests', 'tokens'].map((what) => ({
    remaining: [`anthropic-ratelimit-${what}-remaining`],
    limit: [`anthropic-ratelimit-${what}-limit`],
    reset: [`anthropic-ratelimit-${what}-reset`],
  })),
];

/** Of several limits, the one of which the smallest share is left. Nothing where nothing is said. */
export function rateLimitOf(headers: Headers, now: number): RateLimit | undefined {
  const found = [structured(headers, now), ...families.map((family) => ofFamily(family, headers, now))];
  const said = found.filter((limit) => limit !== undefined);
  return said.toSorted((a, b) => shareLeft(a) - shareLeft(b))[0];
}

/** 0 to 1; where one of both is not said, only none left is known. */
export function shareLeft({ remaining, limit }: RateLimit): number {
  if (remaining === undefined) return 1;
  if (remaining <= 0) return 0;
  return limit !== undefined && limit > 0 ? Math.min(1, remaining / limit) : 1;
}

function ofFamily(family: Family, headers: Headers, now: number): RateLimit | undefined {
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => headers.get(name)).find((value) => value !== null) ?? undefined;
  const remaining = count(first(family.remaining));
  const limit = count(first(family.limit));
  if (remaining === undefined && limit === undefined) return undefined;
  return made({ remaining, limit, resetAt: resetTime(first(family.reset), now) });
}

const made = (parts: {
  readonly remaining: number | undefined;
  readonly limit: number | undefined;
  readonly resetAt: number | undefined;
}): RateLimit => ({
  ...(parts.remaining !== undefined && { remaining: parts.remaining }),
  ...(parts.limit !== undefined && { limit: parts.limit }),
  ...(parts.resetAt !== undefined && { resetAt: parts.resetAt }),
});

/** `RateLimit: "default";r=50;t=30` and `RateLimit-Policy: "default";q=100;w=60`, since version 8 of the draft. */
function structured(headers: Headers, now: number): RateLimit | undefined {
  const items = itemsOf(headers.get('ratelimit'));
  const policies = itemsOf(headers.get('ratelimit-policy'));
  const limits = items.flatMap(({ name, parameters }) => {
    const remaining = count(parameters.get('r'));
    if (remaining === undefined) return [];
    const policy = policies.find((each) => each.name === name) ?? policies[0];
    const limit = count(policy?.parameters.get('q'));
    return [made({ remaining, limit, resetAt: resetTime(parameters.get('t'), now) })];
  });
  return limits.toSorted((a, b) => shareLeft(a) - shareLeft(b))[0];
}

const itemsOf = (header: string | null) =>
  (header ?? '')
    .split(',')
    .slice(0, 20)
    .map((item) => {
      const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
      const pairs = parameters.map((part): [string, string] => {
        const [key = '', value = ''] = part.split('=');
        return [key.trim(), value.trim()];
      });
      return { name, parameters: new Map(pairs) };
    });

/** A list of several windows (`100, 100;w=60`) begins with the one that counts. */
function count(written: string | undefined): number | undefined {
  const digits = /^\s*(\d+(?:\.\d+)?)/u.exec(written ?? '')?.[1];
  const value = Number(digits ?? NaN);
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

const yearSeconds = 365 * 24 * 3600;
const spoken = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/u;

/** Nonsense is no time: there are numbers that no date can be made of. */
function resetTime(written: string | undefined, now: number): number | undefined {
  const at = writtenTime(written, now);
  return at !== undefined && Math.abs(at - now) <= yearSeconds * 1_000 ? at : undefined;
}

/** Seconds from now, seconds or milliseconds of the epoch, `6m0s`, or a time in words: as big as the number is. */
function writtenTime(written: string | undefined, now: number): number | undefined {
  const text = written?.trim() ?? '';
  if (text === '') return undefined;
  if (/^\d+(?:\.\d+)?$/u.test(text)) {
    const value = Number(text);
    if (value < yearSeconds) return Math.round(now + value * 1_000);
    return Math.round(value < 1e11 ? value * 1_000 : value);
  }
  const length = spoken.exec(text);
  if (length) {
    const [, hours = '0', minutes = '0', seconds = '0', ms = '0'] = length;
    return Math.round(
      now + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(ms),
    );
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
