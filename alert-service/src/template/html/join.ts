import type { TemplateNodeAny, Tree } from '#template/parse/node';
import { nudged } from './action.ts';
import { type Context, contextText, type EscapeFault, failed, isSame } from './context.ts';

/** Where an error is told of: a node of a template. */
export interface Where {
  readonly tree: Tree;
  readonly node: TemplateNodeAny;
}

export const failedAt = ({ tree, node }: Where, fault: Omit<EscapeFault, 'at'>): Context =>
  failed({ ...fault, at: { source: tree.source, offset: node.at } });

/** `a` with one part as in `b`, where nothing else differs. */
function exceptFor(part: 'urlPart' | 'slash', a: Context, b: Context): Context | undefined {
  return isSame({ ...a, [part]: b[part] }, b) ? { ...a, [part]: 'Unknown' } : undefined;
}

function joined(a: Context, b: Context): Context | undefined {
  if (isSame(a, b)) return a;
  const known = exceptFor('urlPart', a, b) ?? exceptFor('slash', a, b);
  if (known !== undefined) return known;
  // `<p title={{if .C}}{{.}}{{end}}` is inside the value even where nothing is written.
  const [c, d] = [nudged(a), nudged(b)];
  return isSame(c, a) && isSame(d, b) ? undefined : joined(c, d);
}

/** The context behind a branch, which must be one whichever way was taken. */
export function join(a: Context, b: Context, where: Where & { name: string }): Context {
  if (a.state === 'Error' || b.state === 'Dead') return a;
  if (b.state === 'Error' || a.state === 'Dead') return b;
  const found = joined(a, b);
  if (found !== undefined) return found;
  const description = `{{${where.name}}} branches end in different contexts: ${contextText(a)}, ${contextText(b)}`;
  return failedAt(where, { code: 'ErrBranchEnd', description });
}
