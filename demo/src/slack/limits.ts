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
  value: 2000,
  entries: 5,
  entry: 75,
  entryValue: 150,
  viewTitle: 24,
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
  const elements = listOf(block, 'elements');
  const ids = elements.map((element) => textOf(element, 'action_id')).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length) return 'action_id must be unique in a block';
  return elementsFault(block, most.actions) ?? elements.map(elementFault).find(Boolean);
}

function elementFault(element: unknown): string | undefined {
  const type = textOf(element, 'type');
  if (type === 'overflow') return menuFault(element);
  if (type !== 'button') return undefined;
  if ((textOf(element, 'value')?.length ?? 0) > most.value)
    return `a value has ${most.value} characters at most`;
  return textFault(fieldOf(element, 'text'), most.button);
}

function menuFault(menu: unknown): string | undefined {
  const options = listOf(menu, 'options');
  if (options.length === 0 || options.length > most.entries) return `a menu has 1 to ${most.entries} options`;
  const long = options.some((option) => (textOf(option, 'value')?.length ?? 0) > most.entryValue);
  if (long) return `a value has ${most.entryValue} characters at most`;
  return options.map((option) => textFault(fieldOf(option, 'text'), most.entry)).find(Boolean);
}

/** What Slack would refuse of a dialog. */
export function viewFault(view: unknown): string | undefined {
  if (textOf(view, 'type') !== 'modal') return 'a view must be a modal';
  const blocks = listOf(view, 'blocks');
  if (blocks.some((block) => textOf(block, 'type') === 'input') && fieldOf(view, 'submit') === undefined)
    return 'a view with inputs needs submit';
  return textFault(fieldOf(view, 'title'), most.viewTitle) ?? blocksFault(blocks);
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
