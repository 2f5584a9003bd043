import { failed, type Parsed, parsed } from '@tocsin/model';
import type { MatcherMode } from '@tocsin/model/matchers';
import { z } from 'zod';
import { factsOf } from './flag-kinds.ts';
import { refusals } from './flag-refusals.ts';
import { type FlagName, flagTable, isFlagName } from './flag-table.ts';
import { nearest } from './nearest.ts';

const Flags = z.object(flagTable);
/** Every flag by its name, lengths in milliseconds. */
export type Flags = Readonly<z.output<typeof Flags>>;

interface Token {
  readonly name: FlagName;
  readonly text: string;
}

const unknownFlag = (written: string): string => {
  const near = nearest(written, Object.keys(flagTable));
  return `unknown flag --${written}${near === undefined ? '; --help lists what there is' : `; did you mean --${near}?`}`;
};

const isSwitch = (name: FlagName): boolean => factsOf(flagTable[name]).takes === undefined;

/** The flag of a switch's `--no-` form. */
const negated = (written: string): FlagName | undefined => {
  const positive = written.startsWith('no-') ? written.slice('no-'.length) : '';
  return isFlagName(positive) && isSwitch(positive) ? positive : undefined;
};

const readSwitch = (written: string, inline: string | undefined): Parsed<Token> | undefined => {
  const off = negated(written);
  const name = off ?? (isFlagName(written) && isSwitch(written) ? written : undefined);
  if (name === undefined) return undefined;
  if (inline === undefined) return parsed({ name, text: off === undefined ? 'true' : 'false' });
  return inline === 'true' || inline === 'false'
    ? parsed({ name, text: String((inline === 'true') === (off === undefined)) })
    : failed(`--${written} takes no value: write --${name} or --no-${name}`);
};

/** One flag at the front of the arguments; how many arguments it took. */
const readOne = (first: string, next: string | undefined): { found: Parsed<Token>; took: number } => {
  if (['-h', '--help-long', '--help-man'].includes(first))
    return { found: parsed({ name: 'help', text: 'true' }), took: 1 };
  const [, written, inline] = /^--([^=]+)(?:=([^]*))?$/.exec(first) ?? [];
  if (written === undefined)
    return { found: failed(`unexpected argument ${JSON.stringify(first)}: flags begin with --`), took: 1 };
  const asSwitch = readSwitch(written, inline);
  if (asSwitch !== undefined) return { found: asSwitch, took: 1 };
  if (!isFlagName(written)) return { found: failed(unknownFlag(written)), took: 1 };
  if (inline !== undefined) return { found: parsed({ name: written, text: inline }), took: 1 };
  if (next === undefined || next.startsWith('--'))
    return { found: failed(`--${written} needs a value: write --${written}=…`), took: 1 };
  return { found: parsed({ name: written, text: next }), took: 2 };
};

/** An unknown flag's value stands beside it: it is not an error of its own. */
const isStray = (argument: string, before: string | undefined): boolean =>
  !argument.startsWith('-') && before !== undefined && /^--[^=]+$/.test(before);

const tokenise = (args: readonly string[], errors: string[]): Map<FlagName, string[]> => {
  const texts = new Map<FlagName, string[]>();
  for (let at = 0; at < args.length;) {
    const { found, took } = readOne(args[at] ?? '', args[at + 1]);
    if (found.ok) texts.set(found.value.name, [...(texts.get(found.value.name) ?? []), found.value.text]);
    else if (errors.length === 0 || !isStray(args[at] ?? '', args[at - 1])) errors.push(found.error);
    at += took;
  }
  for (const [name, given] of texts)
    if (given.length > 1 && !factsOf(flagTable[name]).repeatable)
      errors.push(`--${name} is given ${given.length} times: keep one`);
  return texts;
};

/** The arguments after the verb. The error has a line for each thing that is wrong. */
export const parseFlags = (args: readonly string[]): Parsed<Flags> => {
  const errors: string[] = [];
  const read = Flags.safeParse(Object.fromEntries(tokenise(args, errors)));
  for (const { path, message } of read.error?.issues ?? []) errors.push(`--${path.join('.')}: ${message}`);
  if (read.data?.help || read.data?.version) return parsed(read.data);
  if (errors.length > 0 || read.data === undefined) return failed(errors.join('\n'));
  const refused = refusals(read.data);
  return refused.length > 0 ? failed(refused.join('\n')) : parsed(read.data);
};

/** How matchers are to be read. */
export const matcherModeOf = (flags: Flags): MatcherMode => {
  const features = flags['enable-feature'].split(',');
  if (features.includes('classic-mode')) return 'classic';
  return features.includes('utf8-strict-mode') ? 'utf8-strict' : 'fallback';
};

const helpOf = ([name, schema]: [string, z.core.$ZodType]): string => {
  const { takes, help, usually } = factsOf(schema);
  const form = takes === undefined ? `--[no-]${name}` : `--${name}=${takes}`;
  return `  ${form}\n      ${help}${usually === '' ? '' : ` (${usually})`}`;
};

/** What `--help` says of the flags. */
export const flagHelp = (): string => Object.entries(flagTable).map(helpOf).join('\n');
