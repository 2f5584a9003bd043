import { fieldOf, isTrue, listOf, textOf } from '../json.ts';
import { html, type Html, safeLink } from '../page/html.ts';
import { mrkdwn } from './mrkdwn.ts';

/** Block Kit and attachments as HTML; what we do not know is named, not hidden. */
function textObject(value: unknown): Html {
  const text = textOf(value, 'text') ?? '';
  return textOf(value, 'type') === 'mrkdwn' ? mrkdwn(text) : html`${text}`;
}

const image = (value: unknown): Html => {
  const source = safeLink(textOf(value, 'image_url'));
  return html`${source !== undefined && html`<img src="${source}" alt="${textOf(value, 'alt_text') ?? ''}" />`}`;
};

function button(value: unknown): Html {
  const label = textOf(fieldOf(value, 'text'), 'text') ?? textOf(value, 'text') ?? '';
  const link = safeLink(textOf(value, 'url'));
  const look = `button ${textOf(value, 'style') ?? ''}`;
  if (link !== undefined) return html`<a class="${look}" href="${link}" rel="noreferrer">${label}</a>`;
  const id = textOf(value, 'action_id');
  if (id === undefined) return html`<span class="${look}">${label}</span>`;
  return html`<button class="${look}" data-press="${id}">${label}</button>`;
}

function menu(value: unknown): Html {
  const id = textOf(value, 'action_id') ?? '';
  const entries = listOf(value, 'options').map(
    (option) =>
      html`<button data-press="${id}" data-option="${textOf(option, 'value') ?? ''}">
        ${textObject(fieldOf(option, 'text'))}
      </button>`,
  );
  return html`<details class="menu">
    <summary class="button" aria-label="More">⋯</summary>
    <div>${entries}</div>
  </details>`;
}

function element(value: unknown): Html {
  const type = textOf(value, 'type');
  if (type === 'button') return button(value);
  if (type === 'overflow') return menu(value);
  return type === 'image' ? image(value) : html`<span>${textObject(value)}</span>`;
}

function section(block: unknown): Html {
  const text = fieldOf(block, 'text');
  const fields = listOf(block, 'fields');
  const accessory = fieldOf(block, 'accessory');
  return html`<div class="section">
    <div>
      ${text !== undefined && html`<div>${textObject(text)}</div>`}
      ${fields.length > 0 && html`<div class="fields">${fields.map((field) => html`<div>${textObject(field)}</div>`)}</div>`}
    </div>
    ${accessory !== undefined && element(accessory)}
  </div>`;
}

const renderers: Record<string, (block: unknown) => Html> = {
  header: (block) => html`<h3>${textObject(fieldOf(block, 'text'))}</h3>`,
  section,
  divider: () => html`<hr />`,
  context: (block) => html`<div class="context">${listOf(block, 'elements').map(element)}</div>`,
  actions: (block) => html`<div class="actions">${listOf(block, 'elements').map(element)}</div>`,
  image: (block) => html`<div class="image">${image(block)}</div>`,
};

function block(value: unknown): Html {
  const type = textOf(value, 'type') ?? '';
  const renderer = renderers[type];
  return renderer
    ? renderer(value)
    : html`<div class="unknown">block ${type}, which this stand-in does not show</div>`;
}

export const blocksHtml = (blocks: readonly unknown[]): Html => html`${blocks.map(block)}`;

const named: Record<string, string> = { good: '2eb886', warning: 'daa038', danger: 'a30200' };

function colorOf(attachment: unknown): string {
  const given = textOf(attachment, 'color') ?? '';
  const color = named[given] ?? given.replace('#', '');
  return /^[0-9a-f]{6}$/i.test(color) ? color : 'dddddd';
}

function attachmentField(field: unknown): Html {
  return html`<div class="${isTrue(field, 'short') ? 'short' : 'long'}">
    <b>${textOf(field, 'title') ?? ''}</b>
    <div>${mrkdwn(textOf(field, 'value') ?? '')}</div>
  </div>`;
}

function attachmentTitle(attachment: unknown): Html | undefined {
  const title = textOf(attachment, 'title');
  if (title === undefined) return undefined;
  const link = safeLink(textOf(attachment, 'title_link'));
  return html`<div>
    <b>${link === undefined ? title : html`<a href="${link}" rel="noreferrer">${title}</a>`}</b>
  </div>`;
}

/** The bar is drawn as an SVG: our pages allow no inline styles. */
function bar(attachment: unknown): Html {
  return html`<svg class="bar" preserveAspectRatio="none" viewBox="0 0 1 1" aria-hidden="true">
    <rect width="1" height="1" fill="#${colorOf(attachment)}" />
  </svg>`;
}

export function attachmentHtml(attachment: unknown): Html {
  const pretext = textOf(attachment, 'pretext');
  const text = textOf(attachment, 'text');
  const blocks = listOf(attachment, 'blocks');
  const fields = listOf(attachment, 'fields');
  const footer = textOf(attachment, 'footer');
  const said = text !== undefined || blocks.length > 0 || fields.length > 0;
  const buttons = listOf(attachment, 'actions');
  return html`${pretext !== undefined && html`<div>${mrkdwn(pretext)}</div>`}
    <div class="attachment">
      ${bar(attachment)}
      <div>
        ${attachmentTitle(attachment)} ${text !== undefined && html`<div>${mrkdwn(text)}</div>`}
        ${!said && html`<div>${textOf(attachment, 'fallback') ?? ''}</div>`}
        ${fields.length > 0 && html`<div class="fields">${fields.map(attachmentField)}</div>`}
        ${blocksHtml(blocks)} ${buttons.length > 0 && html`<div class="actions">${buttons.map(button)}</div>`}
        ${image(attachment)}
        ${footer !== undefined && html`<div class="context"><span>${footer}</span></div>`}
      </div>
    </div>`;
}
