import { sprint } from '#template/format/print';
import { defined, stringType } from '#template/value/type';
import { bare, GoPointer, GoScalar, type Value } from '#template/value/value';

/** Types whose values are trusted where they fit: what `safeHtml` and `safeUrl` give, and the others of Go. */
export const htmlType = defined('template.HTML', stringType);
export const urlType = defined('template.URL', stringType);
export const cssType = defined('template.CSS', stringType);
export const attributeType = defined('template.HTMLAttr', stringType);
export const jsType = defined('template.JS', stringType);
export const jsStringType = defined('template.JSStr', stringType);
export const srcsetType = defined('template.Srcset', stringType);

const trusted = new Map([
  [htmlType, 'html'],
  [urlType, 'url'],
  [cssType, 'css'],
  [attributeType, 'attribute'],
  [jsType, 'js'],
  [jsStringType, 'js-string'],
  [srcsetType, 'srcset'],
] as const);

export type ContentKind = 'plain' | 'html' | 'url' | 'css' | 'attribute' | 'js' | 'js-string' | 'srcset';

/** A value as text, and what it is trusted to be. */
export interface Content {
  readonly text: string;
  readonly kind: ContentKind;
}

export function pointedAt(value: Value): Value {
  let at = value;
  while (at instanceof GoPointer && at.target !== undefined) at = at.target;
  return at;
}

export function contentOf(given: Value): Content {
  const value = pointedAt(given);
  if (typeof value === 'string') return { text: value, kind: 'plain' };
  const kind = value instanceof GoScalar ? trusted.get(value.type) : undefined;
  const text = bare(value);
  if (kind !== undefined && typeof text === 'string') return { text, kind };
  // Nothing is no text here, where text/template writes <no value>.
  if (value === undefined || value === null) return { text: '', kind: 'plain' };
  return { text: sprint([value]), kind: 'plain' };
}
