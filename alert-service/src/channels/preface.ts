import { clockWords, type InsteadOf, type Notice } from '@tocsin/model';
import { pageWords } from './page-words.ts';
import { capped, oneLine } from '#lib/plain-text';

interface Zone {
  readonly now: number;
  readonly timeZone: string;
}

const longestName = 120;
const longestError = 300;

/** What a reader must know before the rest makes sense. */
export const prefaceOf = ({ insteadOf, page }: Notice, zone: Zone): string | undefined =>
  insteadOf ? insteadOfWords(insteadOf, zone) : page && (pageWords(page, zone) || undefined);

/** `Told here because team/slack[0] could not be told since 03:05 CEST: Slack answered 500.` */
function insteadOfWords({ integration, since, error }: InsteadOf, zone: Zone): string {
  const who = oneLine(integration, longestName);
  const why =
    error === undefined ? ': it does not answer' : `: ${oneLine(error, longestError).replace(/\.+$/u, '')}`;
  return capped(`Told here because ${who} could not be told since ${clockWords(since, zone)}${why}.`, 500);
}
