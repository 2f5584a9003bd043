import { html, type Html } from '../page/html.ts';
import { clockTime, documentOf } from '../page/pages.ts';
import type { Mail, Mailbox } from './mailbox.ts';

export const views = ['html', 'text', 'source'] as const;
export type View = (typeof views)[number];

const row = (mail: Mail, current: Mail | undefined): Html =>
  html`<li>
    <a href="/?mail=${mail.id}" class="${mail.id === current?.id ? 'current' : ''}">
      <time>${clockTime(mail.receivedAt)}</time>
      <b>${mail.subject || '(no subject)'}</b>
      <span>${mail.from} to ${mail.to.join(', ')}</span>
    </a>
  </li>`;

function bodyHtml(mail: Mail, view: View): Html {
  if (view === 'source') return html`<pre>${mail.raw}</pre>`;
  if (view === 'text') return html`<pre>${mail.text}</pre>`;
  return html`<iframe
    title="${mail.subject}"
    src="/mails/${mail.id}/html"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
  ></iframe>`;
}

function mailHtml(mail: Mail | undefined, asked: View): Html {
  if (!mail)
    return html`<p class="empty">No mail yet. Break something: <code>npm run break -- errors</code></p>`;
  const view = asked === 'html' && mail.html === '' ? 'text' : asked;
  const tab = (name: View) =>
    html`<a href="/?mail=${mail.id}&amp;view=${name}" class="${name === view ? 'current' : ''}">${name}</a>`;
  return html`<header>
      <h2>${mail.subject || '(no subject)'}</h2>
      <p>From ${mail.from} to ${mail.to.join(', ')} at ${clockTime(mail.receivedAt)}</p>
      <p class="tabs">${views.map(tab)}</p>
    </header>
    ${bodyHtml(mail, view)}`;
}

/** Newest first on the left; on the right the mail asked for, else the newest at the time of loading. */
export function mailPage(mailbox: Mailbox, asked: { mail?: number; view: View }): string {
  const newestFirst = [...mailbox.mails()].reverse();
  const current = (asked.mail === undefined ? undefined : mailbox.find(asked.mail)) ?? newestFirst[0];
  return documentOf(
    `${newestFirst.length} mails - mail catcher`,
    html`<div class="mail">
      <nav aria-label="Mails">
        <h1>Mail catcher</h1>
        <p>Caught on this machine. Nothing is sent on.</p>
        <ol id="mails" data-live>
          ${newestFirst.map((mail) => row(mail, asked.mail === undefined ? undefined : current))}
        </ol>
      </nav>
      <main id="chosen" data-live>${mailHtml(current, asked.view)}</main>
    </div>`,
  );
}
