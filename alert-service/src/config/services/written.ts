import { parseDuration } from '@tocsin/model';
import { z } from 'zod';
import { Secret } from '#lib/secret';
import { length, Length, real, required, secret, text, texts } from '../fields.ts';
import type { Reading } from '../reading.ts';
import type { SecretFiles } from '../secret-files.ts';
import { faultOf } from '../unreadable-secrets.ts';
import type { Path } from '../yaml-file.ts';

/** What the readers of each part of `services:` and `health:` work with. */
export interface ServicesContext {
  readonly reading: Reading;
  readonly files: SecretFiles;
  /** Names of data sources; the default one too where it has an address. */
  readonly sources: readonly string[];
  /** Of the alertmanager.yml; absent: nobody knows them, and none is checked. */
  readonly timeIntervals?: readonly string[];
}

/** A place in a file, and what reads it. */
export interface At extends ServicesContext {
  readonly path: Path;
}

const ms = (written: string): number => {
  const found = parseDuration(written);
  return found.ok ? found.value : 0;
};

/** A length of time within bounds, both written as in the file. */
export const lengthWithin = (name: string, { least, most }: { least: string; most: string }) =>
  length.refine(
    (written) => !(written instanceof Length) || (written.ms >= ms(least) && written.ms <= ms(most)),
    `${name} is ${least} at least and ${most} at most`,
  );

const limitOf = (written: string): number | undefined => {
  const [, number = '', percent] = /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(%)?$/i.exec(written) ?? [];
  if (number !== '') return percent ? Number((Number(number) / 100).toPrecision(12)) : Number(number);
  const found = parseDuration(written.replaceAll(' ', ''));
  return found.ok ? found.value / 1000 : undefined;
};

/** A limit as people write it: `0.05`, `5 %`, or a time, which counts in seconds as metrics do. */
export const limit = text.transform((written, context) => {
  const value = limitOf(written.trim());
  if (value !== undefined && Number.isFinite(value)) return value;
  context.addIssue({
    code: 'custom',
    message: 'a limit is a number, a share such as 5 %, or a time such as 300ms',
  });
  return z.NEVER;
});

export const weight = real.refine((written) => written >= 0 && written <= 100, {
  message: 'a weight is a number from 0 to 100: 1 is usual, 0 shows it without counting it',
});

const nameRule = /^[^\p{Cc}]{1,200}$/u;

/** A name that stands in addresses and sentences. */
export const nameOf = (what: string) =>
  required('name').refine((name) => nameRule.test(name) && name.trim() === name, {
    message: `the name of ${what} has at most 200 characters, and no white space around it`,
  });

const isAddress = (written: string): boolean => /^https?:\/\/[^/?#]/i.test(written) && URL.canParse(written);

/** An address that has to be there, without a login, since it is shown. */
export const addressNamed = (name: string) =>
  required(name)
    .refine(isAddress, {
      message: `${name} is an address that begins with http:// or https:// and names a host`,
      abort: true,
    })
    .refine((written) => !/^https?:\/\/[^/?#]*@/i.test(written), {
      message: `a login does not belong into ${name}, which is shown: say it in headers_file, as Authorization`,
    });

const isPage = (written: string): boolean => /^\/(?![/\\])/.test(written) || isAddress(written);
const noPage = 'expected an address that begins with http:// or https://, or a path such as /d/api';

/** An address, or a path of the Grafana that shows it. */
export const page = text.refine(isPage, noPage);
export const pageNamed = (name: string) => required(name).refine(isPage, noPage);

/** A secret that stands in a file. It is read when it is used and may come later: that it is not there is a warning. */
export function secretFile(file: string, field: string, { path, reading, files }: At): Secret {
  const secret = files.besideConfig(file);
  const fault = faultOf(() => secret.reveal());
  if (fault) reading.warn([...path, field], `${fault}: nothing can be asked with it until it can be read`);
  return secret;
}

export const headerTexts = z.record(z.string(), secret, {
  error: 'expected names of headers with texts, such as `Accept: application/json`',
});
export const headerFiles = texts;

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Would break the request itself. */
const reserved = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade']);

/** `headers` as they stand and `headers_file` from files, in one. */
export function headersOf(
  written: {
    readonly headers?: Readonly<Record<string, Secret | undefined>> | undefined;
    readonly headers_file?: Readonly<Record<string, string>> | undefined;
  },
  at: At,
): ReadonlyMap<string, Secret> {
  const { path, reading } = at;
  const found = new Map<string, Secret>();
  const add = (field: string, name: string, value: Secret): void => {
    if (!headerName.test(name))
      reading.problem(
        [...path, field, name],
        'this cannot be a header’s name: use letters, digits and dashes',
      );
    else if (reserved.has(name.toLowerCase()))
      reading.problem([...path, field, name], `the header ${name} cannot be set: take it out`);
    else if ([...found.keys()].some((one) => one.toLowerCase() === name.toLowerCase()))
      reading.problem([...path, field, name], `the header ${name} is given twice: keep one`);
    found.set(name, value);
  };
  for (const [name, value] of Object.entries(written.headers ?? {}))
    add('headers', name, value ?? Secret.of(''));
  for (const [name, file] of Object.entries(written.headers_file ?? {}))
    add('headers_file', name, secretFile(file, name, { ...at, path: [...path, 'headers_file'] }));
  return found;
}
