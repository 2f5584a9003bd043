import { listOf } from '../json.ts';
import type { Content } from './message-log.ts';

/** All that can be pressed in a message, its attachments included. */
export function elementsOf({ blocks, attachments }: Content): readonly unknown[] {
  const all = [...blocks, ...attachments.flatMap((attachment) => listOf(attachment, 'blocks'))];
  return all.flatMap((block) => listOf(block, 'elements'));
}
