/** How a receiver writes text. Values become mere text in it: they cannot be markup. */
export interface TextStyle {
  readonly text: (value: string) => string;
  /** Of text that is escaped already. */
  readonly strong: (markup: string) => string;
  readonly link: (url: string, words: string) => string;
  readonly newLine: string;
  readonly bullet: string;
  /** Between links. */
  readonly between: string;
}

export const plainStyle: TextStyle = {
  text: (value) => value,
  strong: (text) => text,
  link: (url, words) => `${words}: ${url}`,
  newLine: '\n',
  bullet: '• ',
  between: '\n',
};

const htmlText = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The few tags that chat services take. */
export const htmlStyle: TextStyle = {
  text: htmlText,
  strong: (markup) => `<b>${markup}</b>`,
  link: (url, words) => `<a href="${htmlText(url)}">${htmlText(words)}</a>`,
  newLine: '\n',
  bullet: '• ',
  between: ' · ',
};

/** A mention needs its `@` to touch the name. */
const parted = (value: string): string => value.replace(/@(?=\S)/gu, '@\u200b');
const markdownText = (value: string): string => parted(value.replace(/[\\`*_[\]<>~|#!]/gu, '\\$&'));
const markdownUrl = (url: string): string =>
  url.replace(/[()<>\\\s]/gu, (character) =>
    encodeURIComponent(character).replace('(', '%28').replace(')', '%29'),
  );

export const markdownStyle: TextStyle = {
  text: markdownText,
  strong: (markup) => `**${markup}**`,
  link: (url, words) => `[${markdownText(words)}](${markdownUrl(url)})`,
  newLine: '\n',
  bullet: '• ',
  between: ' · ',
};
