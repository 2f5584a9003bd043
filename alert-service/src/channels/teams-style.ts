import { markdownStyle, type TextStyle } from './text-style.ts';

/** In Teams a single line break is none. */
export const teamsStyle: TextStyle = { ...markdownStyle, newLine: '\n\n', bullet: '- ' };

/** Teams takes 28 kB for a message; the rest of the card, and escapes of JSON, need some of it. */
export const longestTeamsText = 20_000;
export const longestTeamsTitle = 1000;
