import { z } from 'zod';
import { Secret } from '#lib/secret';
import { fields, listOf, orElse, secret, text, texts } from './fields.ts';
import type { HeaderSetting } from './http-settings.ts';
import type { SecretFiles } from './secret-files.ts';

/** Ours, the connection's or the channel's to say. */
const reserved = new Set([
  'authorization',
  'host',
  'content-encoding',
  'content-length',
  'content-type',
  'user-agent',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'www-authenticate',
  'accept-encoding',
  'x-prometheus-remote-write-version',
  'x-prometheus-remote-read-version',
  'x-prometheus-scrape-timeout-seconds',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);

const Header = fields({
  values: orElse(listOf(text, 'texts'), []),
  secrets: orElse(listOf(secret, 'texts'), []),
  files: orElse(listOf(text, 'files'), []),
});
type Header = z.output<typeof Header>;

function checkNames(headers: object, context: Pick<z.RefinementCtx, 'addIssue'>): void {
  for (const name of Object.keys(headers)) {
    const message = reserved.has(name.toLowerCase())
      ? `the header ${name} cannot be set here: use authorization, basic_auth or oauth2 to say who you are`
      : 'this cannot be a header’s name: use letters, digits and dashes';
    if (reserved.has(name.toLowerCase()) || !/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      context.addIssue({ code: 'custom', message, path: [name], params: { at: 'key' } });
  }
}

export const HttpHeaders = z
  .record(
    z.string(),
    z.preprocess((value) => value ?? {}, Header),
    {
      error: 'expected names of headers, each with values, secrets or files',
    },
  )
  .superRefine(checkNames);
export type HttpHeaders = z.output<typeof HttpHeaders>;

/** `headers` as remote_write has them: a text each, shown in the open. */
export const PlainHeaders = texts.superRefine(checkNames);

export const plainHeaderSettings = (headers: Readonly<Record<string, string>> | undefined): HeaderSetting[] =>
  Object.entries(headers ?? {}).map(([name, value]) => ({ name, value: Secret.of(value), isSecret: false }));

export const headerSettings = (
  headers: HttpHeaders | undefined,
  files: Pick<SecretFiles, 'besideConfig'>,
): HeaderSetting[] =>
  Object.entries(headers ?? {}).flatMap(([name, { values, secrets, files: named }]) => [
    ...values.map((value) => ({ name, value: Secret.of(value), isSecret: false })),
    ...secrets.map((value) => ({ name, value: value ?? Secret.of(''), isSecret: true })),
    ...named.map((file) => ({ name, value: files.besideConfig(file), isSecret: true })),
  ]);
