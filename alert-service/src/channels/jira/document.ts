import type { TextStyle } from '../text-style.ts';

/** No value has a control character, so none can pretend to be one of ours. */
const [open, middle, close, strong] = ['\u0001', '\u0002', '\u0003', '\u0004'];

/** A text from which `documentOf` makes the real thing: values stay text. */
export const documentStyle: TextStyle = {
  text: (value) => value,
  strong: (markup) => `${strong}${markup}${strong}`,
  link: (url, words) => `${open}${url}${middle}${words}${close}`,
  newLine: '\n',
  bullet: '• ',
  between: ' · ',
};

/** Atlassian's document format: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export const documentOf = (text: string): object => ({
  type: 'doc',
  version: 1,
  content: text
    .split(/\n{2,}/u)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ type: 'paragraph', content: paragraph(part) })),
});

const paragraph = (text: string): readonly object[] =>
  text.split('\n').flatMap((line, index) => [...(index > 0 ? [{ type: 'hardBreak' }] : []), ...inline(line)]);

const pieces = new RegExp(
  `${open}([^${middle}]*)${middle}([^${close}]*)${close}|${strong}([^${strong}]*)${strong}|([^${open}${strong}]+)`,
  'gu',
);

const inline = (line: string): readonly object[] =>
  [...line.matchAll(pieces)].flatMap(([, url, words = '', bold, plain]) => {
    if (url !== undefined) return textNode(words, { type: 'link', attrs: { href: url } });
    return bold === undefined ? textNode(plain ?? '') : textNode(bold, { type: 'strong' });
  });

/** An empty text is no node there. */
const textNode = (text: string, mark?: object): readonly object[] =>
  text === '' ? [] : [{ type: 'text', text, ...(mark && { marks: [mark] }) }];
