import { html } from './markup.ts';

export const codeWords =
  'Enter this code in Tocsin within 10 minutes: it proves that this address is yours. If you did not ask for it, there is nothing to do.';

const font = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';

export const codeHtml = (code: string): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Your code for Tocsin</title>
      </head>
      <body style="margin:0;padding:32px 20px;${font}">
        <p style="margin:0;font-size:34px;line-height:42px;font-weight:600;letter-spacing:4px">${code}</p>
        <p style="margin:16px 0 0;font-size:16px;line-height:24px;max-width:520px">${codeWords}</p>
      </body>
    </html> `.markup;
