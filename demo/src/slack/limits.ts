import { fieldOf, listOf, textOf } from '../json.ts';
import type { Content } from './message-log.ts';

/** Slack's own limits, as its reference states them: what passes here must pass there. */
const most = {
  blocks: 50,
  attachments: 100,
  header: 150,
  section: 3000,
  fields: 10,
  field: 2000,
  context: 10,
  actions: 25,
  button: 75,
  text: 40_000,
};

const known = new Set([
  'header',
  'section',
  'divider',
  'context',
  'actions',
  'image',
  'rich_text',
  'video',
  'input',
  'file',
  'markdown',
]);

const lengthOf = (text: unknown): number => textOf(text, 'text')?.length ?? 0;

function textFault(text: unknown, longest: number): string | undefined {
  const type = textOf(text, 'type');
  if (type !== 'plain_text' && type !== 'mrkdwn') return 'text must be plain_text or mrkdwn';
  if (lengthOf(text) === 0) return 'text must not be empty';
  return lengthOf(text) > longest ? `text must be ${longest} characters at most` : undefined;
}

function sectionFault(block: unknown): string | undefined {
  const fields = listOf(block, 'fields');
  const text = fieldOf(block, 'text');
  if (text === undefined && fields.length === 0) return 'a section needs text or fields';
  if (fields.length > most.fields) return `${most.fields} fields at most`;
  const wrong = fields.map((field) => textFault(field, most.field)).find(Boolean);
  return wrong ?? (text === undefined ? undefined : textFault(text, most.section));
}

function elementsFault(block: unknown, longest: number): string | undefined {
  const count = listOf(block, 'elements').length;
  if (count === 0) return 'elements must not be empty';
  return count > longest ? `${longest} elements at most` : undefined;
}

function actionsFault(block: unknown): string | undefined {
  const buttons = listOf(block, 'elements').filter((element) => textOf(element, 'type') === 'button');
  return (
    elementsFault(block, most.actions) ??
    buttons.map((button) => textFault(fieldOf(button, 'text'), most.button)).find(Boolean)
  );
}

function headerFault(block: unknown): string | undefined {
  const text = fieldOf(block, 'text');
  if (textOf(text, 'type') !== 'plain_text') return 'a header must be plain_text';
  return textFault(text, most.header);
}

function blockFault(block: unknown): string | undefined {
  const type = textOf(block, 'type') ?? '';
  if (!known.has(type)) return `unsupported type: ${type}`;
  if (type === 'header') return headerFault(block);
  if (type === 'section') return sectionFault(block);
  if (type === 'context') return elementsFault(block, most.context);
  if (type === 'actions') return actionsFault(block);
  if (type === 'image' && textOf(block, 'alt_text') === undefined) return 'an image needs alt_text';
  return undefined;
}

function blocksFault(blocks: readonly unknown[]): string | undefined {
  if (blocks.length > most.blocks) return `no more than ${most.blocks} items allowed [json-pointer:/blocks]`;
  const faults = blocks.map((block, index) => {
    const fault = blockFault(block);
    return fault && `${fault} [json-pointer:/blocks/${index}]`;
  });
  return faults.find(Boolean);
}

/** Slack's error for a message that it would not take, with what it would add to explain it. */
export function contentFault(content: Content): { error: string; detail?: string } | undefined {
  const { text, blocks, attachments } = content;
  if (text === '' && blocks.length === 0 && attachments.length === 0) return { error: 'no_text' };
  if (text.length > most.text) return { error: 'msg_too_long' };
  if (attachments.length > most.attachments) return { error: 'too_many_attachments' };
  const all = [blocks, ...attachments.map((attachment) => listOf(attachment, 'blocks'))];
  const detail = all.map(blocksFault).find(Boolean);
  return detail ? { error: 'invalid_blocks', detail } : undefined;
}
