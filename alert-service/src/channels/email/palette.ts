import type { Facts } from '../facts.ts';
import { html, type Markup } from './markup.ts';

export interface Palette {
  readonly bar: string;
  /** Readable on white. */
  readonly text: string;
  /** Readable on the dark card. */
  readonly textOnDark: string;
}

const bySeverity: Readonly<Record<Facts['severity'], Palette>> = {
  critical: { bar: '#c4162a', text: '#b3122a', textOnDark: '#ff8593' },
  high: { bar: '#e0560b', text: '#ad3a00', textOnDark: '#ffa266' },
  medium: { bar: '#d9a400', text: '#7a5b00', textOnDark: '#f2cc0c' },
  low: { bar: '#1f60c4', text: '#1f60c4', textOnDark: '#8ab4ff' },
  none: { bar: '#7b8087', text: '#5a5e6b', textOnDark: '#b9bcc4' },
};
const over: Palette = { bar: '#37872d', text: '#2b6e23', textOnDark: '#7fd17a' };
const owned: Palette = { bar: '#7b8087', text: '#5a5e6b', textOnDark: '#b9bcc4' };

/** As everywhere: what somebody has loses its colour. */
export function paletteOf({ state, severity }: Facts): Palette {
  if (state === 'resolved') return over;
  return state === 'acknowledged' ? owned : bySeverity[severity];
}

/** Inline colours stand; this turns them where the reader's client is dark and knows how. */
export const darkStyles = ({ textOnDark }: Palette): Markup => html`
  :root{color-scheme:light dark} @media
  (max-width:480px){.pad{padding-left:18px!important;padding-right:18px!important}.figure{font-size:19px!important;line-height:26px!important}}
  @media (prefers-color-scheme:dark){ .page{background-color:#0f1014!important}
  .card{background-color:#181a20!important;border-color:#30333c!important}
  .foot{background-color:#14161b!important;border-color:#30333c!important} .ink{color:#e8e9ee!important}
  .faint{color:#a4a8b4!important} .line{border-color:#30333c!important} .link{color:#8ab4ff!important}
  .severity{color:${textOnDark}!important} }
`;
