import path from 'node:path';
import { z } from 'zod';
import type { Reading } from './reading.ts';

/** What sends to people and hears their answers: without its secret nobody notices before a night. */
const sections = ['slack_app', 'twilio', 'telegram', 'webhooks', 'pagerduty', 'opsgenie'] as const;
type Section = (typeof sections)[number];
/** Their secrets prove what comes back; what is sent has others. */
const heardOnly: readonly Section[] = ['pagerduty', 'opsgenie'];

const Fields = z.record(z.string(), z.unknown());

interface Source {
  readonly file: string;
  readonly readFile: (file: string) => string;
}

/** They are read when they are used, and may come later: a warning. */
export function warnOfUnreadableSecrets(
  written: Readonly<Partial<Record<Section, unknown>>>,
  { file, readFile }: Source,
  reading: Pick<Reading, 'warn'>,
): void {
  for (const section of sections)
    for (const [field, name] of Object.entries(Fields.safeParse(written[section]).data ?? {})) {
      if (!field.endsWith('_file') || typeof name !== 'string') continue;
      const fault = faultOf(() => readFile(path.resolve(path.dirname(file), name)));
      const what = heardOnly.includes(section) ? 'nothing is taken from' : 'nothing is sent by';
      if (fault) reading.warn([section, field], `${fault}: until it can be read, ${what} ${section}`);
    }
}

/** Why the file of a secret cannot be read, if it cannot. */
export function faultOf(read: () => string): string | undefined {
  try {
    return read().trim() === '' ? 'this file is empty' : undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENOENT' ? 'there is no such file' : `this file cannot be read (${code})`;
  }
}
