import type { Attribute } from './context.ts';

/** What an attribute's value is; `unsafe` ones change what the rest of the document or a request means. */
export type AttributeKind = 'plain' | 'unsafe' | 'url' | 'css' | 'html' | 'js' | 'srcset';

const listed: Readonly<Record<Exclude<AttributeKind, 'js'>, string>> = {
  plain: `accept alt autocomplete autofocus autoplay border checked class cols colspan contenteditable contextmenu
    controls coords datetime default dir dirname disabled draggable dropzone for formtarget headers height hidden high
    hreflang id ismap kind label lang list loop low max maxlength media mediagroup min multiple name open optimum
    placeholder preload pubdate radiogroup readonly required reversed rows rowspan scope scoped seamless selected shape
    size sizes span spellcheck srclang start step tabindex target title width wrap`,
  unsafe: `accept-charset async challenge charset content crossorigin defer enctype form formenctype formmethod
    formnovalidate http-equiv keytype language method novalidate pattern rel sandbox type value`,
  url: `action archive background cite classid codebase data formaction href icon longdesc manifest poster profile src
    usemap xmlns`,
  css: 'style',
  html: 'srcdoc',
  srcset: 'srcset',
};

const kinds: ReadonlyMap<string, AttributeKind> = new Map(
  (['plain', 'unsafe', 'url', 'css', 'html', 'srcset'] as const).flatMap((kind) =>
    listed[kind].split(/\s+/).map((name): [string, AttributeKind] => [name, kind]),
  ),
);

/** By its name in lower case; for one that HTML does not know, the most dangerous thing that it looks like. */
export function attributeKind(name: string): AttributeKind {
  const isCustom = name.startsWith('data-');
  if (!isCustom && name.startsWith('xmlns:')) return 'url';
  const local = isCustom ? name.slice('data-'.length) : name.replace(/^[^:]*:/, '');
  const known = kinds.get(local);
  if (known !== undefined) return known;
  if (local.startsWith('on')) return 'js';
  return /src|uri|url/.test(local) ? 'url' : 'plain';
}

const contexts: Readonly<Record<AttributeKind, Attribute>> = {
  plain: 'None',
  unsafe: 'None',
  html: 'None',
  url: 'URL',
  css: 'Style',
  js: 'Script',
  srcset: 'Srcset',
};

export const attributeOf = (name: string): Attribute => contexts[attributeKind(name)];
