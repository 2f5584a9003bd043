import { z } from 'zod';
import { text } from './fields.ts';

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
