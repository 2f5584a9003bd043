import { html, type Html, safeLink } from '../page/html.ts';
import { clockTime, documentOf } from '../page/pages.ts';
import { attachmentHtml, blocksHtml } from './blocks.ts';
import type { Channel, Content, MessageLog, SlackMessage } from './message-log.ts';
import { emojiOf, mrkdwn } from './mrkdwn.ts';

/** Slack shows the text only where there are no blocks: it is the notification's text then. */
function contentHtml({ text, blocks, attachments }: Content): Html {
  return html`${blocks.length > 0 ? blocksHtml(blocks) : html`<div>${mrkdwn(text)}</div>`}
  ${attachments.map(attachmentHtml)}`;
}

function editsHtml({ edits }: SlackMessage): Html | undefined {
  const last = edits.at(-1);
  if (!last) return undefined;
  const times = edits.length === 1 ? 'updated once' : `updated ${edits.length} times`;
  return html`<details class="edits">
    <summary>${times}, last at ${clockTime(last.until)}: what it said before</summary>
    ${edits.map(
      (edit) =>
        html`<div class="earlier">
          <div class="until">until ${clockTime(edit.until)}</div>
          ${contentHtml(edit)}
        </div>`,
    )}
  </details>`;
}

function avatar({ icon, username }: SlackMessage): Html {
  const picture = safeLink(icon);
  if (picture !== undefined) return html`<img class="avatar" src="${picture}" alt="" />`;
  return html`<div class="avatar" aria-hidden="true">
    ${emojiOf(icon) ?? username.slice(0, 1).toUpperCase()}
  </div>`;
}

function messageHtml(message: SlackMessage, under?: Html): Html {
  return html`<article class="message" id="p${message.ts.replace('.', '')}">
    ${avatar(message)}
    <div class="body">
      <div class="who">
        <b>${message.username}</b><span class="app">APP</span><time>${clockTime(message.postedAt)}</time>
        ${message.edits.length > 0 && html`<span class="edited">(edited)</span>`}
      </div>
      ${contentHtml(message)} ${editsHtml(message)} ${under}
    </div>
  </article>`;
}

function threadHtml(replies: readonly SlackMessage[]): Html | undefined {
  if (replies.length === 0) return undefined;
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  return html`<div class="thread">
    <div class="count">${count}</div>
    ${replies.map((reply) => messageHtml(reply))}
  </div>`;
}

function broadcastHtml(reply: SlackMessage): Html {
  return messageHtml(
    reply,
    html`<div class="context"><span>replied to a thread, and to the channel</span></div>`,
  );
}

function channelHtml(all: readonly SlackMessage[], channel: Channel): Html {
  const here = all.filter((message) => message.channelId === channel.id);
  if (here.length === 0)
    return html`<p class="empty">
      Nothing was posted to #${channel.name} yet. Break something: <code>npm run break -- errors</code>
    </p>`;
  const shown = here.filter((message) => message.threadTs === undefined || message.broadcast);
  return html`${shown.map((message) =>
    message.threadTs === undefined
      ? messageHtml(message, threadHtml(here.filter((reply) => reply.threadTs === message.ts)))
      : broadcastHtml(message),
  )}`;
}

export function slackPage(log: MessageLog, asked: string | undefined): string {
  const channels = log.channels();
  const channel = channels.find(({ name }) => name === asked) ?? channels[0] ?? { id: '', name: 'alerts' };
  const messages = log.messages();
  const link = ({ id, name }: Channel) =>
    html`<a href="/?channel=${encodeURIComponent(name)}" class="${id === channel.id ? 'current' : ''}"
      ># ${name} <span>${messages.filter((message) => message.channelId === id).length || ''}</span></a
    >`;
  return documentOf(
    `#${channel.name} - Slack stand-in`,
    html`<div class="slack">
      <nav aria-label="Channels">
        <h1>Tocsin demo</h1>
        <p>A stand-in for Slack on this machine. Nothing leaves it.</p>
        <div id="channels" data-live>${channels.map(link)}</div>
      </nav>
      <main>
        <h2># ${channel.name}</h2>
        <div id="messages" data-live data-follow aria-live="polite" tabindex="0">
          ${channelHtml(messages, channel)}
        </div>
      </main>
    </div>`,
  );
}
