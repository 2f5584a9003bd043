import { html, type Html, safeLink } from '../page/html.ts';
import { clockTime, documentOf } from '../page/pages.ts';
import { attachmentHtml, blocksHtml } from './blocks.ts';
import type { Desk, Whisper } from './desk.ts';
import { dialogHtml } from './dialog.ts';
import type { Channel, Content, MessageLog, SlackMessage } from './message-log.ts';
import { emojiOf, mrkdwn } from './mrkdwn.ts';
import { mia, people, personById, type SlackPerson } from './people.ts';

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
  return html`<article
    class="message"
    id="p${message.ts.replace('.', '')}"
    data-ts="${message.ts}"
    data-channel="${message.channelId}"
  >
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
      Nothing was posted to ${nameOf(channel)} yet. Break something: <code>npm run break -- errors</code>
    </p>`;
  const shown = here.filter((message) => message.threadTs === undefined || message.broadcast);
  return html`${shown.map((message) =>
    message.threadTs === undefined
      ? messageHtml(message, threadHtml(here.filter((reply) => reply.threadTs === message.ts)))
      : broadcastHtml(message),
  )}`;
}

function whispersHtml(whispers: readonly Whisper[]): Html {
  return html`${whispers.map(
    (whisper) =>
      html`<article class="message whisper">
        <div class="avatar" aria-hidden="true">T</div>
        <div class="body">
          <div class="who"><span>Only visible to you</span><time>${clockTime(whisper.at)}</time></div>
          ${contentHtml(whisper)}
        </div>
      </article>`,
  )}`;
}

const nameOf = ({ name, user }: Channel): string => (user === undefined ? `#${name}` : `${name} (direct)`);

interface Asked {
  readonly channel?: string | undefined;
  /** Who looks at it. */
  readonly as?: string | undefined;
}

function navigation(log: MessageLog, { channel, me }: { channel: Channel; me: SlackPerson }): Html {
  const messages = log.messages();
  const link = (each: Channel) =>
    html`<a
      href="/?channel=${encodeURIComponent(each.user === undefined ? each.name : each.id)}&amp;as=${me.id}"
      class="${each.id === channel.id ? 'current' : ''}"
      >${each.user === undefined ? `# ${each.name}` : each.name}
      <span>${messages.filter((message) => message.channelId === each.id).length || ''}</span></a
    >`;
  const all = log.channels();
  const direct = all.filter(({ user }) => user !== undefined);
  return html`<nav aria-label="Channels">
    <h1>Tocsin demo</h1>
    <p>A stand-in for Slack on this machine. Nothing leaves it.</p>
    <label class="me"
      >You are
      <select data-me>
        ${people.map((person) =>
          person.id === me.id
            ? html`<option value="${person.id}" selected>${person.name}</option>`
            : html`<option value="${person.id}">${person.name}</option>`,
        )}
      </select></label
    >
    <div id="channels" data-live>
      ${all.filter(({ user }) => user === undefined).map(link)}
      ${direct.length > 0 && html`<h4>Direct messages</h4>`} ${direct.map(link)}
    </div>
  </nav>`;
}

export function slackPage({ log, desk }: { log: MessageLog; desk: Desk }, asked: Asked): string {
  const channels = log.channels();
  const channel = channels.find(
    ({ name, id, user }) => id === asked.channel || (user === undefined && name === asked.channel),
  ) ??
    channels[0] ?? { id: '', name: 'alerts' };
  const me = personById(asked.as) ?? mia;
  const view = desk.view(me.id);
  return documentOf(
    `${nameOf(channel)} - Slack stand-in`,
    html`<div class="slack">
      ${navigation(log, { channel, me })}
      <main data-channel="${channel.id}">
        <h2>${channel.user === undefined ? `# ${channel.name}` : nameOf(channel)}</h2>
        <div id="messages" data-live data-follow aria-live="polite" tabindex="0">
          ${channelHtml(log.messages(), channel)}
          ${whispersHtml(desk.whispers(me.id).filter(({ channelId }) => channelId === channel.id))}
        </div>
        <div id="dialog" data-live>${view && dialogHtml(view)}</div>
        <div id="status" role="status"></div>
        <input id="command" aria-label="Command" placeholder="/tocsin help" autocomplete="off" />
      </main>
    </div>`,
    ['/press.js'],
  );
}
