import type { HeaderSetting } from '#config/http-settings';
import { type Address, endpoint } from './address.ts';
import type { HttpRequest } from './transport.ts';

export type Parameters = readonly (readonly [name: string, value: string])[];

/** Longer questions go by POST: proxies cut long addresses. */
const longestGet = 2000;

export interface Question {
  readonly path: string;
  readonly parameters: Parameters;
  readonly compressed: boolean;
}

export function requestFor(
  address: Address,
  { path, parameters, compressed }: Question,
): Pick<HttpRequest, 'url' | 'headers' | 'body'> {
  const headers = {
    ...address.headers,
    accept: 'application/json',
    'accept-encoding': compressed ? 'gzip' : 'identity',
    'user-agent': 'Tocsin',
  };
  const body = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString();
  if (body.length <= longestGet) return { url: endpoint(address, path, body), headers };
  return {
    url: endpoint(address, path, ''),
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  };
}

export const seconds = (ms: number): string => String(ms / 1000);

/** For a terminal: what is asked, and the headers that are no secrets. */
export function curlFor(
  address: Address,
  { path, parameters }: Omit<Question, 'compressed'>,
  headers: readonly HeaderSetting[],
): string {
  const open = headers.filter(({ isSecret }) => !isSecret);
  return [
    `curl -G ${quoted(address.shown + path)}`,
    ...open.map(({ name, value }) => `-H ${quoted(`${name}: ${value.reveal()}`)}`),
    ...parameters.map(([name, value]) => `--data-urlencode ${argument(`${name}=${value}`)}`),
  ].join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const argument = (text: string): string => (/^time=[\d.]+$/.test(text) ? text : quoted(text));
