import type { z } from 'zod';
import { fields, flag, given, listOf, required, text } from './fields.ts';
import type { SlackAction, SlackField } from './settings.ts';

export const Field = fields({ title: required('title'), value: required('value'), short: given(flag) });

const Confirm = fields({
  text: required('text'),
  title: text.optional(),
  ok_text: text.optional(),
  dismiss_text: text.optional(),
});

export const Action = fields({
  type: required('type'),
  text: required('text'),
  url: text.optional(),
  style: text.optional(),
  name: text.optional(),
  value: text.optional(),
  confirm: given(Confirm),
}).refine(({ url, name }) => Boolean(url) || Boolean(name), {
  message: 'an action needs somewhere to go: add url, or name',
});

export const fieldList = listOf(Field, 'fields');
export const actionList = listOf(Action, 'actions');

/** Optional fields are absent where they say nothing. */
const said = <Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> => {
  const pair: Partial<Record<Key, string>> = {};
  if (value) pair[key] = value;
  return pair;
};

export const slackField = ({ title, value, short }: z.output<typeof Field>): SlackField => ({
  title,
  value,
  ...(short !== undefined && { short }),
});

/** An address makes it a link: what only a message action has is left out, as upstream does. */
export const slackAction = (action: z.output<typeof Action>): SlackAction => {
  const base = { type: action.type, text: action.text, ...said('style', action.style) };
  if (action.url) return { ...base, url: action.url };
  const { confirm } = action;
  return {
    ...base,
    ...said('name', action.name),
    ...said('value', action.value),
    ...(confirm && {
      confirm: {
        text: confirm.text,
        ...said('title', confirm.title),
        ...said('okText', confirm.ok_text),
        ...said('dismissText', confirm.dismiss_text),
      },
    }),
  };
};
