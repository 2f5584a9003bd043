import { fieldOf, isTrue, listOf, textOf } from '../json.ts';
import { html, type Html } from '../page/html.ts';
import type { OpenView } from './desk.ts';
import { people } from './people.ts';

const textIn = (value: unknown, name: string): string => textOf(fieldOf(value, name), 'text') ?? '';

/** One input of a dialog; what we do not know is named, not hidden. */
function control(element: unknown): Html {
  const id = textOf(element, 'action_id') ?? '';
  switch (textOf(element, 'type')) {
    case 'plain_text_input':
      return isTrue(element, 'multiline')
        ? html`<textarea name="${id}" data-field="value" rows="4"></textarea>`
        : html`<input name="${id}" data-field="value" />`;
    case 'users_select':
      return html`<select name="${id}" data-field="selected_user">
        ${people.map((person) => html`<option value="${person.id}">${person.name}</option>`)}
      </select>`;
    case 'static_select':
      return html`<select name="${id}" data-field="selected_option">
        ${listOf(element, 'options').map((option) => choice(option, fieldOf(element, 'initial_option')))}
      </select>`;
    default:
      return html`<span class="unknown">an input that this stand-in does not show</span>`;
  }
}

function choice(option: unknown, initial: unknown): Html {
  const value = textOf(option, 'value') ?? '';
  return value === textOf(initial, 'value')
    ? html`<option value="${value}" selected>${textIn(option, 'text')}</option>`
    : html`<option value="${value}">${textIn(option, 'text')}</option>`;
}

function input(block: unknown, errors: OpenView['errors']): Html {
  const error = errors[textOf(block, 'block_id') ?? ''];
  return html`<label>
    <span>${textIn(block, 'label')}</span>
    ${control(fieldOf(block, 'element'))} ${error !== undefined && html`<span class="fault">${error}</span>`}
  </label>`;
}

export const dialogHtml = ({ view, errors }: OpenView): Html =>
  html`<section class="dialog" role="dialog" aria-label="${textIn(view, 'title')}">
    <h3>${textIn(view, 'title')}</h3>
    ${listOf(view, 'blocks').map((block) => input(block, errors))}
    <div class="actions">
      <button class="button" data-close-view>${textIn(view, 'close') || 'Cancel'}</button>
      <button class="button primary" data-submit-view>${textIn(view, 'submit') || 'Submit'}</button>
    </div>
  </section>`;
