import { ofException, retryAfterOf } from '#channels/outcome';
import type { SafeFetch } from '#channels/safe-fetch';
import { addressSecrets, scrubber } from '#channels/secrets';
import type { WrittenSample } from '#core/rule/samples';
import type { Clock } from '#lib/clock';
import type { RemoteWriteSettings } from './settings.ts';
import { writeRequest } from './write-request.ts';

/** What one request came to. `error` is for people, without secrets. */
export type Sent =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly error: string; readonly status: number }
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfterMs?: number };

export interface SendParts {
  readonly settings: Pick<RemoteWriteSettings, 'url' | 'shown' | 'http' | 'timeoutMs'>;
  readonly fetch: SafeFetch;
  readonly clock: Pick<Clock, 'now'>;
  /** For User-Agent. */
  readonly version: string;
}

export type Send = (samples: readonly WrittenSample[], signal: AbortSignal) => Promise<Sent>;

const longestAnswer = 300;

export function createSend({ settings, fetch, clock, version }: SendParts): Send {
  const who = `the remote write at ${settings.shown}`;
  return async (samples, stopping) => {
    const secrets: string[] = [];
    const hide = (...found: readonly string[]): void => void secrets.push(...found);
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(settings.timeoutMs)]);
    try {
      const url = settings.url.reveal();
      if (url !== settings.shown) hide(...addressSecrets(url));
      const answer = await fetch(url, {
        method: 'POST',
        headers: headersFor(version),
        body: Buffer.from(writeRequest(samples)),
        http: settings.http,
        hide,
        signal,
      });
      // The status was said: what breaks off after it changes nothing.
      const said = await answer.text().catch(() => '');
      const { status, headers } = answer;
      const error = `${who} answered ${status}: ${firstLine(scrubber(secrets)(said))}${remedyFor(status)}`;
      return judged(status, { error, retryAfterMs: retryAfterOf(headers.get('retry-after'), clock.now()) });
    } catch (error) {
      const outcome = ofException(error, { who, scrub: scrubber(secrets), signal });
      return { kind: 'failed', error: outcome.kind === 'done' ? '' : outcome.error };
    }
  };
}

const headersFor = (version: string): Record<string, string> => ({
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
  'user-agent': `Tocsin/${version}`,
});

const again: ReadonlySet<number> = new Set([408, 425, 429]);

function judged(
  status: number,
  { error, retryAfterMs }: { error: string; retryAfterMs: number | undefined },
): Sent {
  if (status >= 200 && status < 300) return { kind: 'written' };
  if (status < 500 && !again.has(status)) return { kind: 'refused', error, status };
  return { kind: 'failed', error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, longestAnswer) ?? '';

function remedyFor(status: number): string {
  if (status === 401 || status === 403) return ' (check its credentials)';
  if (status === 404 || status === 405)
    return ' (check the address; a Prometheus takes samples at /api/v1/write, started with --web.enable-remote-write-receiver)';
  return '';
}
