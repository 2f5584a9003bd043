import { failed, formatDuration, type Parsed, parsed, parseDuration } from '@tocsin/model';
import { z } from 'zod';
import { parseGoDuration } from './go-duration.ts';

/** What `--help` and the reader of arguments know of a flag. A switch takes nothing, and has a `--no-` form. */
export interface FlagFacts {
  readonly help: string;
  /** The default, as help shows it; empty where there is nothing to show. */
  readonly usually: string;
  /** As help shows what it takes; absent for a switch. */
  readonly takes?: string;
  readonly repeatable?: boolean;
}

const facts = z.registry<FlagFacts>();
export const factsOf = (flag: z.core.$ZodType): FlagFacts => facts.get(flag) ?? { help: '', usually: '' };

/** Reads all values given for a flag, or none. */
const flag = <Out>(otherwise: Out, told: FlagFacts, read: (texts: readonly string[]) => Parsed<Out>) => {
  const schema = z
    .array(z.string())
    .optional()
    .transform((texts, context): Out => {
      if (texts === undefined) return otherwise;
      const found = read(texts);
      if (found.ok) return found.value;
      context.addIssue({ code: 'custom', message: found.error });
      return z.NEVER;
    });
  facts.add(schema, told);
  return schema;
};

const last = (texts: readonly string[]): string => texts.at(-1) ?? '';

export const words = (otherwise: string, help: string) =>
  flag(otherwise, { help, usually: otherwise, takes: 'TEXT' }, (texts) => parsed(last(texts)));

/** In capitals too, as upstream takes --log.level=INFO. */
export const choice = <const Word extends string>(among: readonly Word[], otherwise: Word, help: string) =>
  flag<Word>(otherwise, { help, usually: otherwise, takes: among.join('|') }, (texts) => {
    const found = among.find((word) => word === last(texts).toLowerCase());
    return found === undefined ? failed(`write one of ${among.join(', ')}`) : parsed(found);
  });

/** Go's durations as upstream's flags take them (`1.5h`), and Prometheus' besides (`5d`). */
export const span = (otherwiseMs: number, help: string) =>
  flag(otherwiseMs, { help, usually: formatDuration(otherwiseMs), takes: 'DURATION' }, (texts) => {
    const found = parseDuration(last(texts));
    return found.ok ? found : parseGoDuration(last(texts));
  });

export const count = (otherwise: number, help: string) =>
  flag(otherwise, { help, usually: String(otherwise), takes: 'NUMBER' }, (texts) =>
    /^-?\d{1,15}$/.test(last(texts)) ? parsed(Number(last(texts))) : failed('write a whole number'),
  );

export const ratio = (otherwise: number, help: string) =>
  flag(otherwise, { help, usually: String(otherwise), takes: 'NUMBER' }, (texts) => {
    const value = Number(last(texts) || Number.NaN);
    return value > 0 && value <= 1 ? parsed(value) : failed('write a number above 0, 1 at most');
  });

export const address = (otherwise: string, help: string) =>
  flag(otherwise, { help, usually: otherwise, takes: 'URL' }, (texts) => {
    const text = last(texts);
    return text === '' || (/^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text))
      ? parsed(text)
      : failed('write an address that begins with http:// or https:// and names a host');
  });

export const list = (otherwise: readonly string[], help: string) =>
  flag<readonly string[]>(
    otherwise,
    { help: `${help} Repeatable.`, usually: otherwise.join(', '), takes: 'TEXT', repeatable: true },
    (texts) => parsed(texts),
  );

export const toggle = (help: string, otherwise = false) =>
  flag(otherwise, { help, usually: otherwise ? 'on' : '' }, (texts) => parsed(last(texts) === 'true'));
