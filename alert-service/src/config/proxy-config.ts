import { z } from 'zod';
import { Secret } from '#lib/secret';
import { flag, given, listOf, orElse, secret, text } from './fields.ts';
import type { HeaderSetting, ProxySettings } from './http-settings.ts';

/** Shown as upstream shows it: without the password of its login. */
class ProxyUrl {
  readonly url: Secret;
  readonly #shown: string;

  constructor(url: string, written: string) {
    this.url = Secret.of(url);
    const redacted = url.replace(/^([^/?#]*:\/\/[^/?#:]*):[^/?#]*@/, '$1:xxxxx@');
    this.#shown = redacted === withScheme(written) ? written : redacted;
  }

  toJSON(): string {
    return this.#shown;
  }
}

const schemes = /^(https?|socks5h?):\/\/[^/?#]/i;

/** `proxy.example.com:3128` is one that speaks HTTP, as upstream takes it where no_proxy stands beside it. */
const withScheme = (written: string): string => (written.includes('://') ? written : `http://${written}`);

const proxyUrl = text.transform((written, context) => {
  if (written === '') return written;
  const url = withScheme(written.trim());
  if (schemes.test(url) && URL.canParse(url)) return new ProxyUrl(url, written.trim());
  const message =
    'expected the address of a proxy that begins with http://, https:// or socks5:// and names a host';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const connectHeaders = z.record(
  z
    .string()
    .regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'this cannot be a header’s name: use letters, digits and dashes'),
  orElse(listOf(secret, 'texts'), []),
  { error: 'expected names of headers, each with a list of texts' },
);

/** The fields of a proxy, which stand beside others. */
export const proxyFields = {
  proxy_url: given(proxyUrl),
  no_proxy: text.optional(),
  proxy_from_environment: flag.optional(),
  proxy_connect_header: orElse(connectHeaders, {}).optional(),
};

export interface ProxyConfig {
  /** Empty: none, and said so. */
  readonly proxy_url?: ProxyUrl | '' | undefined;
  readonly no_proxy?: string | undefined;
  readonly proxy_from_environment?: boolean | undefined;
  readonly proxy_connect_header?: Readonly<Record<string, readonly (Secret | undefined)[]>> | undefined;
}

type Rule = [(config: ProxyConfig) => boolean, { message: string; path: string[] }];

/** For `refine`, one after the other. */
export const proxyRules: readonly Rule[] = [
  [
    ({ proxy_connect_header: headers, proxy_url: url, proxy_from_environment: environment }) =>
      Object.keys(headers ?? {}).length === 0 || Boolean(url) || Boolean(environment),
    {
      message:
        'proxy_connect_header is sent to a proxy, and none is named: add proxy_url or proxy_from_environment',
      path: ['proxy_connect_header'],
    },
  ],
  [
    ({ proxy_url: url, proxy_from_environment: environment }) => !(url && environment),
    {
      message: 'proxy_url and proxy_from_environment are both given: keep one',
      path: ['proxy_from_environment'],
    },
  ],
  [
    ({ no_proxy: none, proxy_from_environment: environment }) => !(none && environment),
    {
      message: 'with proxy_from_environment the environment’s NO_PROXY holds: take no_proxy out',
      path: ['no_proxy'],
    },
  ],
  [
    ({ no_proxy: none, proxy_url: url, proxy_from_environment: environment }) =>
      !none || url !== undefined || Boolean(environment),
    { message: 'no_proxy excepts from a proxy, and none is named: add proxy_url', path: ['no_proxy'] },
  ],
];

export const proxySettings = (config: ProxyConfig): ProxySettings | undefined => {
  if (!config.proxy_url && !config.proxy_from_environment) return undefined;
  return {
    ...(config.proxy_url && { url: config.proxy_url.url }),
    noProxy: config.no_proxy ?? '',
    connectHeaders: Object.entries(config.proxy_connect_header ?? {}).flatMap(([name, values]) =>
      values.map((value): HeaderSetting => ({ name, value: value ?? Secret.of(''), isSecret: true })),
    ),
  };
};
