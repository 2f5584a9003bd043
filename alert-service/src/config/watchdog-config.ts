import { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, given, length, Length, listOf, notBoth, orDefault, secretUrl, text } from './fields.ts';
import { HttpConfig, httpSettings } from './http-config.ts';
import type { HttpSettings } from './http-settings.ts';
import type { SecretFiles } from './secret-files.ts';

/** What must be so for the watchdog to call out: the links of the chain from a rule to a person. */
export const watchdogChecks = ['storage', 'rules', 'delivery'] as const;
export type WatchdogCheck = (typeof watchdogChecks)[number];

/** `watchdog:` of tocsin.yml: who is called at regular times, and pages when we fall silent. */
export interface WatchdogSettings {
  /** As good as a password at most of such services. */
  readonly url: Secret;
  /** Told at once, with the reason, when a check fails. */
  readonly failUrl?: Secret;
  readonly method: 'GET' | 'POST' | 'PUT' | 'HEAD';
  readonly body?: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly checks: readonly WatchdogCheck[];
  readonly http: HttpSettings;
}

const atLeastASecond = (name: string, usual: string) =>
  length.refine(
    (written) => !(written instanceof Length) || written.ms >= 1_000,
    `${name} must be at least 1s: write a duration such as ${usual}`,
  );

const methods = ['GET', 'POST', 'PUT', 'HEAD'] as const;

const WatchdogFields = fields({
  url: secretUrl,
  url_file: text.optional(),
  fail_url: secretUrl,
  fail_url_file: text.optional(),
  method: given(z.enum(methods, 'method is GET, POST, PUT or HEAD')),
  body: given(text),
  interval: given(atLeastASecond('interval', '1m')),
  timeout: given(atLeastASecond('timeout', '10s')),
  only_while: orDefault(
    listOf(z.enum(watchdogChecks, 'expected storage, rules or delivery'), 'checks: storage, rules, delivery'),
    [...watchdogChecks],
  ),
  http_config: given(HttpConfig),
})
  .refine(({ url, url_file: file }) => Boolean(url) !== Boolean(file), {
    message: 'a watchdog needs an address to call: give url or url_file, one of them',
  })
  .refine(...notBoth('fail_url', 'fail_url_file'))
  .refine(({ method = 'GET', body }) => body === undefined || method === 'POST' || method === 'PUT', {
    message: 'a body goes with POST and PUT only: add `method: POST`',
    path: ['body'],
  });

/** For the field `watchdog`. */
export const watchdog = given(WatchdogFields);

const usual = { intervalMs: 60_000, timeoutMs: 10_000 };

export const watchdogSettings = (
  written: z.output<typeof watchdog>,
  files: SecretFiles,
): WatchdogSettings | undefined => {
  if (!written) return undefined;
  const failUrl =
    written.fail_url ?? (written.fail_url_file ? files.besideConfig(written.fail_url_file) : undefined);
  return {
    url: written.url ?? files.besideConfig(written.url_file ?? ''),
    ...(failUrl && { failUrl }),
    method: written.method ?? 'GET',
    ...(written.body !== undefined && { body: written.body }),
    intervalMs: written.interval?.ms ?? usual.intervalMs,
    timeoutMs: written.timeout?.ms ?? usual.timeoutMs,
    checks: written.only_while,
    http: httpSettings(written.http_config, files),
  };
};
