import type { TextStyle } from '../text-style.ts';

const wikiText = (value: string): string => value.replace(/[\\{}[\]|*_!^~+#-]/gu, '\\$&');

/** Jira's own markup: https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all */
export const wikiStyle: TextStyle = {
  text: wikiText,
  strong: (markup) => `*${markup}*`,
  link: (url, words) => `[${wikiText(words)}|${url.replace(/[|[\]{}\s]/gu, encodeURIComponent)}]`,
  newLine: '\n',
  bullet: '• ',
  between: ' · ',
};
