import type { Edge, Message } from './channel.ts';
import { messageOf } from './outcome.ts';
import { oneLine } from '#lib/plain-text';

/** The user's text, expanded; where the user gave none, or a template fails, ours. */
export type Say = (template: string | undefined, own?: string) => string;

/**
 * Writes a message with the user's templates. If one fails, all of them give way to our own words and `fault` says why: better
 * a plain message than none. What is no template stays.
 */
export function worded<T>(
  message: Message,
  edge: Pick<Edge, 'expand' | 'log'>,
  write: (say: Say, fault?: string) => T,
): T {
  try {
    return write((template, own = '') => expanded(template, { own, message, edge }));
  } catch (error) {
    const err = messageOf(error);
    edge.log.warn('a template of this integration fails', { receiver: message.notice.receiver, err });
    return write(
      (template, own = '') => (template === undefined || template.includes('{{') ? own : template),
      oneLine(err, 300),
    );
  }
}

const expanded = (
  template: string | undefined,
  { own, message, edge }: { own: string; message: Message; edge: Pick<Edge, 'expand'> },
): string => {
  if (template === undefined) return own;
  return template.includes('{{') ? edge.expand(template, message) : template;
};

/** Said above our own words where a template failed. */
export const faultWords = (fault: string): string =>
  `A template of this receiver fails, so this is the built-in text. ${fault}`;
