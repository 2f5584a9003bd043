import { createSafeFetch, isElsewhere } from '#channels/safe-fetch';
import { addressSecrets } from '#channels/secrets';
import { revealed } from '#channels/credentials';
import type { HttpSettings } from '#config/http-settings';
import type { ProbeSettings } from '#config/services/settings';
import { type Asking, type Found, mostBytes, NotWell, outward, tookWords } from './finding.ts';

export type WebSettings = Extract<ProbeSettings, { type: 'http' | 'api' }>;

/** An answer as it came after redirects; of its text there are 64 KiB at most. */
export interface WebAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** All of it came, or its first 64 KiB. */
  readonly cut: boolean;
  readonly tookMs: number;
}

const mostHops = 3;

export async function askHttp(settings: WebSettings, asking: Asking): Promise<Found> {
  return readWebAnswer(await answerTo(settings, asking), settings);
}

/** The status first: what a page of an error says is no news. */
export function readWebAnswer(
  answer: WebAnswer,
  { expectStatus, expectText }: Pick<WebSettings, 'expectStatus' | 'expectText'>,
): Found {
  const { status, tookMs } = answer;
  const well = expectStatus ? expectStatus.includes(status) : status >= 200 && status < 300;
  if (!well) return { state: 'failing', text: `${status}${wanted(expectStatus)} in ${tookWords(tookMs)}` };
  if (expectText !== undefined && !answer.text.includes(expectText)) {
    const where = answer.cut ? 'in the first 64 KiB of its answer' : 'in its answer';
    return { state: 'failing', text: `${status}, but the expected text is not ${where}` };
  }
  return { state: 'healthy', text: `${status} in ${tookWords(tookMs)}` };
}

const wanted = (statuses: readonly number[] | undefined): string =>
  statuses ? `, not ${statuses.slice(0, 5).join(' or ')},` : '';

/** One request over connections of its own: a kept one would hide that no new one is taken. */
export async function answerTo(settings: WebSettings, asking: Asking): Promise<WebAnswer> {
  const began = asking.clock.elapsed();
  const hidden = addressSecrets(settings.url).filter((part) => part !== new URL(settings.url).origin);
  asking.hide(...hidden);
  const way = createSafeFetch({
    ...outward,
    clock: asking.clock,
    maxResponseBytes: mostBytes,
    ...(asking.resolve && { resolve: asking.resolve }),
  });
  try {
    const response = await followed(way, settings, asking);
    const text = await textOf(response, asking);
    const tookMs = asking.clock.elapsed() - began;
    const cut = Buffer.byteLength(text) >= mostBytes;
    return { status: response.status, headers: response.headers, text, cut, tookMs };
  } finally {
    way.close();
  }
}

/** Redirects are followed by hand: each hop is a request of its own, guarded like the first. */
async function followed(
  way: ReturnType<typeof createSafeFetch>,
  settings: WebSettings,
  asking: Asking,
): Promise<Response> {
  const first = new URL(settings.url);
  const own = headersOf(settings, asking);
  let url = first;
  let elsewhere = false;
  for (let hops = 0; ; hops += 1) {
    const response = await way(url.href, {
      method: settings.method,
      headers: { 'user-agent': 'tocsin-probe', ...(elsewhere ? {} : own) },
      http: httpOf(settings),
      hide: asking.hide,
      signal: asking.signal,
    });
    const location = locationOf(response, settings);
    if (location === undefined) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, url))
      throw new NotWell(`it redirects (${response.status}) to what is no address`);
    if (hops >= mostHops) throw new NotWell(`it redirects more than ${mostHops} times`);
    url = new URL(location, url);
    elsewhere ||= isElsewhere(url, first);
  }
}

function locationOf(response: Response, { expectStatus }: WebSettings): string | undefined {
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
  if (!isRedirect || expectStatus?.includes(response.status)) return undefined;
  return response.headers.get('location') ?? undefined;
}

function headersOf({ headers }: WebSettings, { hide }: Asking): Record<string, string> {
  const read = [...headers].map(([name, value]) => [name.toLowerCase(), revealed(value)] as const);
  for (const [, value] of read) hide(value, value.replace(/^\S+\s+/u, ''));
  return Object.fromEntries(read);
}

const httpOf = ({ tls }: WebSettings): HttpSettings => ({ followRedirects: false, ...(tls && { tls }) });

/** A body that never ends is a fault of its own: the status alone would look well. */
async function textOf(response: Response, asking: Asking): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (!asking.signal.aborted) throw new NotWell(`it answered ${response.status} and broke off`);
    throw error;
  }
}
