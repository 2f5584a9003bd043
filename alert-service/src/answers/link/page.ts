import { createHash } from 'node:crypto';
import { html, type Markup } from '#channels/email/markup';

/** A page for a phone at night: no script, nothing to load, one thing to press. */
export interface LinkPage {
  readonly status: number;
  /** Above the title, small: `Critical, triggered · INC-12`. */
  readonly label?: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly press?: Press;
  readonly open?: { readonly text: string; readonly url: string };
  /** Small, at the end. */
  readonly fine?: string;
}

/** A form that is posted: to this page, or to the one of another token. */
export interface Press {
  readonly text: string;
  readonly nonce: string;
  readonly token: string;
  /** Undo is not the one thing to do. */
  readonly secondary?: true;
}

const styles = `
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:#f0f1f5;color:#1c1d22;font:17px/25px -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:560px;margin:0 auto;padding:32px 20px 48px}
.label,.fine{color:#5a5e6b;font-size:14px;line-height:20px;margin:0}
h1{margin:8px 0 16px;font-size:24px;line-height:31px;font-weight:600;overflow-wrap:anywhere}
p{margin:0 0 12px;overflow-wrap:anywhere}
button,.open{display:block;width:100%;min-height:56px;margin:20px 0 0;padding:14px 20px;border-radius:6px;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button{border:1px solid #1f5fd0;background:#1f5fd0;color:#fff}
button.secondary,.open{border:1px solid #c9ccd6;background:transparent;color:#0b4fb3}
.fine{margin-top:28px}
:focus-visible{outline:3px solid #1f5fd0;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#0f1014;color:#e8e9ee}.label,.fine{color:#a4a8b4}button.secondary,.open{border-color:#43464f;color:#8ab4ff}:focus-visible{outline-color:#8ab4ff}}
`;

/** Nothing but this style sheet, and forms that come back to us. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export const pageHtml = ({ label, title, lines, press, open, fine }: LinkPage): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${styleSheet}
      </head>
      <body>
        <main>
          ${label === undefined ? undefined : html`<p class="label">${label}</p>`}
          <h1 dir="auto">${title}</h1>
          ${lines.map((line) => html`<p dir="auto">${line}</p>`)}
          ${press === undefined ? undefined : form(press)}
          ${open === undefined ? undefined : html`<a class="open" href="${open.url}">${open.text}</a>`}
          ${fine === undefined ? undefined : html`<p class="fine">${fine}</p>`}
        </main>
      </body>
    </html> `.markup;

/** To the byte what the policy names by its hash. */
const styleSheet: Markup = { markup: `<style>${styles}</style>` };

const form = ({ text, nonce, token, secondary }: Press): Markup =>
  html`<form method="post" action="${token}">
    <input type="hidden" name="nonce" value="${nonce}" />
    <button type="submit" class="${secondary ? 'secondary' : 'primary'}">${text}</button>
  </form>`;
