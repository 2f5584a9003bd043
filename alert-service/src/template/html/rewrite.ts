import type { ActionNode, Statement, TemplateNode, TextNode } from '#template/parse/node';
import { escapedPipe } from './action.ts';
import type { Escaper } from './escapers.ts';

/** What escaping changes of the statements of a template. */
export interface Edits {
  readonly actions: Map<ActionNode, readonly Escaper[]>;
  readonly calls: Map<TemplateNode, string>;
  readonly texts: Map<TextNode, string>;
}

export const noEdits = (): Edits => ({ actions: new Map(), calls: new Map(), texts: new Map() });

export function addEdits(to: Edits, from: Edits): void {
  for (const [node, escapers] of from.actions) to.actions.set(node, escapers);
  for (const [node, name] of from.calls) to.calls.set(node, name);
  for (const [node, text] of from.texts) to.texts.set(node, text);
}

export function edited(statements: readonly Statement[], edits: Edits): Statement[] {
  return statements.map((node) => {
    switch (node.kind) {
      case 'text':
        return { ...node, text: edits.texts.get(node) ?? node.text };
      case 'action':
        return { ...node, pipe: escapedPipe(node.pipe, edits.actions.get(node) ?? []) };
      case 'template':
        return { ...node, name: edits.calls.get(node) ?? node.name };
      case 'break':
      case 'continue':
        return node;
      default:
        return { ...node, body: edited(node.body, edits), otherwise: edited(node.otherwise, edits) };
    }
  });
}
