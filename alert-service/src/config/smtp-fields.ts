import { z } from 'zod';
import { fields, flag, notYet, text } from './fields.ts';

/** `host:port`; of IPv6, `[::1]:25`. */
export class HostPort {
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
  }

  toJSON(): string {
    return this.host.includes(':') ? `[${this.host}]:${this.port}` : `${this.host}:${this.port}`;
  }
}

const namedPorts: Readonly<Record<string, number>> = {
  smtp: 25,
  smtps: 465,
  submission: 587,
  submissions: 465,
};
const syntax = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\w+)$/;

/** Empty is none. */
export const Smarthost = text.transform((written, context) => {
  if (written === '') return undefined;
  const [found, bracketed, plain, port = ''] = syntax.exec(written) ?? [];
  const number = namedPorts[port] ?? (/^\d{1,5}$/.test(port) ? Number(port) : Number.NaN);
  if (found !== undefined && number > 0 && number < 65_536)
    return new HostPort(bracketed ?? plain ?? '', number);
  context.addIssue({ code: 'custom', message: 'expected host:port, such as mail.example.com:587' });
  return z.NEVER;
});

export const TlsConfig = fields({
  insecure_skip_verify: flag.default(false),
  server_name: text.optional(),
  ca_file: text.optional(),
  ca: notYet('ca', 'put it in a file and name it as ca_file'),
  ca_ref: notYet('ca_ref'),
  cert: notYet('cert'),
  cert_file: notYet('cert_file'),
  cert_ref: notYet('cert_ref'),
  key: notYet('key'),
  key_file: notYet('key_file'),
  key_ref: notYet('key_ref'),
  min_version: notYet('min_version'),
  max_version: notYet('max_version'),
});
export type TlsConfig = z.output<typeof TlsConfig>;
