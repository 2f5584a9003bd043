import { anything, fn1, variadic, type TemplateFunction } from '#template/execute/function';
import { sprint } from '#template/format/print';
import { type Content, contentOf, pointedAt } from './content.ts';
import { asCssValue, inCssText } from './css-escapers.ts';
import { asName, inBareAttribute, inComment, inHtml, inQuotedAttribute, inRcdata } from './html-escapers.ts';
import { asJsValue, inJsRegexp, inJsTemplate, inJsText } from './js-escapers.ts';
import { asSafeUrl, asSrcset, asUrl, inUrl } from './url-escapers.ts';

const byContent = (escape: (content: Content) => string): TemplateFunction =>
  fn1(anything, (value) => escape(contentOf(value)));

const named = {
  attrescaper: byContent(inQuotedAttribute),
  commentescaper: byContent(inComment),
  cssescaper: byContent(inCssText),
  cssvaluefilter: byContent(asCssValue),
  htmlnamefilter: byContent(asName),
  htmlescaper: byContent(inHtml),
  jsregexpescaper: byContent(inJsRegexp),
  jsstrescaper: byContent(inJsText),
  jstmpllitescaper: byContent(inJsTemplate),
  jsvalescaper: fn1(anything, asJsValue),
  nospaceescaper: byContent(inBareAttribute),
  rcdataescaper: byContent(inRcdata),
  srcsetescaper: byContent(asSrcset),
  urlescaper: byContent(inUrl),
  urlfilter: byContent(asSafeUrl),
  urlnormalizer: byContent(asUrl),
} satisfies Readonly<Record<string, TemplateFunction>>;

/** By the end of Go's names for them, which its messages show. */
export type Escaper = keyof typeof named;

export const functionName = (escaper: Escaper): string => `_html_template_${escaper}`;

/** What `{{ html a b }}` becomes part of: the arguments as one text. */
export const joinArguments = '_eval_args_';

/** The functions that the escaping of a template puts into its pipelines. */
export const escapingFunctions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ...Object.entries(named).map(([name, run]): [string, TemplateFunction] => [`_html_template_${name}`, run]),
  [joinArguments, variadic(anything, (values) => sprint(values.map(pointedAt)))],
]);
