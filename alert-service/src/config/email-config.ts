import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, flag, given, required, secret, text, texts } from './fields.ts';
import type { GlobalConfig } from './global-config.ts';
import type { SecretFiles } from './secret-files.ts';
import type { EmailSettings } from './settings.ts';
import { Smarthost } from './smtp-fields.ts';
import { TlsClientConfig, tlsClientSettings } from './tls-config.ts';

/** `reply-to` is `Reply-To`: header names do not mind case, so two that differ only in it are one. */
const canonical = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

const Headers = texts.transform((written, context) => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(written)) {
    const header = canonical(name);
    const message = Object.hasOwn(headers, header)
      ? `the header ${header} is given twice: keep one of them`
      : 'this cannot be a header’s name: use letters, digits and dashes';
    if (Object.hasOwn(headers, header) || !/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      context.addIssue({ code: 'custom', message, path: [name] });
    headers[header] = value;
  }
  return headers;
});

const Threading = fields({ enabled: flag.default(false), thread_by_date: text.default('') }).refine(
  ({ enabled, thread_by_date: by }) => !enabled || by === 'none' || by === 'daily',
  { message: 'thread_by_date is none or daily', path: ['thread_by_date'] },
);

export const EmailConfig = fields({
  send_resolved: flag.default(false),
  to: required('to'),
  from: text.optional(),
  hello: text.optional(),
  smarthost: Smarthost.optional(),
  auth_username: text.optional(),
  auth_password: secret.optional(),
  auth_password_file: text.optional(),
  auth_secret: secret.optional(),
  auth_secret_file: text.optional(),
  auth_identity: text.optional(),
  headers: given(Headers),
  html: text.optional(),
  text: text.optional(),
  require_tls: given(flag),
  tls_config: given(TlsClientConfig),
  force_implicit_tls: given(flag),
  threading: given(Threading),
}).refine(
  ({ threading, headers }) => !threading?.enabled || !(headers?.['References'] ?? headers?.['In-Reply-To']),
  {
    message: 'threading writes References and In-Reply-To: take them out of headers, or threading',
    path: ['headers'],
  },
);
export type EmailConfig = z.output<typeof EmailConfig>;

/** What neither the receiver nor `global` says, so that no mail could be sent. */
export const emailFaults = (config: EmailConfig, global: GlobalConfig): string[] => [
  ...(config.smarthost || global.smtp_smarthost
    ? []
    : ['no mail server is named: add `smarthost: host:port` here, or smtp_smarthost in global']),
  ...(config.from || global.smtp_from
    ? []
    : ['no sender is named: add `from: …` here, or smtp_from in global']),
];

interface Sources {
  readonly own?: Secret | undefined;
  readonly ownFile?: string | undefined;
  readonly global?: Secret | undefined;
  readonly globalFile?: string | undefined;
}

/** The receiver's own, inline or in a file, else the global one; an inline one is taken before a file. */
const inherited = ({ own, ownFile, global, globalFile }: Sources, files: SecretFiles): Secret | undefined => {
  if (own) return own;
  if (ownFile) return files.fromHere(ownFile);
  if (global) return global;
  return globalFile ? files.fromHere(globalFile) : undefined;
};

/** Upstream reads these files from where it was started, other than those of an http_config. */
const tlsSettings = (config: TlsClientConfig | undefined, files: SecretFiles): Pick<EmailSettings, 'tls'> => {
  const tls = tlsClientSettings(config, { besideConfig: (file) => files.fromHere(file) });
  return tls ? { tls } : {};
};

const secrets = (
  config: EmailConfig,
  global: GlobalConfig,
  files: SecretFiles,
): Pick<EmailSettings, 'authPassword' | 'authSecret'> => {
  const authPassword = inherited(
    {
      own: config.auth_password,
      ownFile: config.auth_password_file,
      global: global.smtp_auth_password,
      globalFile: global.smtp_auth_password_file,
    },
    files,
  );
  const authSecret = inherited(
    {
      own: config.auth_secret,
      ownFile: config.auth_secret_file,
      global: global.smtp_auth_secret,
      globalFile: global.smtp_auth_secret_file,
    },
    files,
  );
  return { ...(authPassword && { authPassword }), ...(authSecret && { authSecret }) };
};

export const emailSettings = (
  config: EmailConfig,
  global: GlobalConfig,
  files: SecretFiles,
): EmailSettings => {
  const { host = '', port = 25 } = config.smarthost ?? global.smtp_smarthost ?? {};
  const username = config.auth_username || global.smtp_auth_username;
  const identity = config.auth_identity || global.smtp_auth_identity;
  const implicitTls = config.force_implicit_tls ?? global.smtp_force_implicit_tls;
  return {
    to: config.to,
    from: config.from || global.smtp_from || '',
    smarthost: { host, port },
    hello: config.hello || global.smtp_hello,
    ...(username && { authUsername: username }),
    ...secrets(config, global, files),
    ...(identity && { authIdentity: identity }),
    requireTls: config.require_tls ?? global.smtp_require_tls,
    ...(implicitTls !== undefined && { implicitTls }),
    ...tlsSettings(config.tls_config ?? global.smtp_tls_config, files),
    headers: config.headers ?? {},
    ...(config.text && { text: config.text }),
    html: config.html === '' ? false : (config.html ?? true),
    ...(config.threading?.enabled && {
      threading: config.threading.thread_by_date === 'daily' ? ('daily' as const) : ('none' as const),
    }),
  };
};

/** How mail goes to a person, who is no receiver: as `global` says. Without a server and a sender there it cannot. */
export const personalMail = (
  global: GlobalConfig,
  files: SecretFiles,
): { readonly mail?: Omit<EmailSettings, 'to'> } => {
  const { to: _nobody, ...mail } = emailSettings(EmailConfig.parse({ to: 'nobody' }), global, files);
  return global.smtp_smarthost && global.smtp_from ? { mail } : {};
};
