import { z } from 'zod';

/**
 * What Slack sends when somebody does something, as its reference describes it (interactivity, slash commands, Events API).
 * Only what is used is read; the rest may be anything.
 */
const user = z.object({
  id: z.string(),
  username: z.string().optional(),
  name: z.string().optional(),
  team_id: z.string().optional(),
});
const team = z.object({ id: z.string() }).nullish();

const pressed = z.object({
  action_id: z.string(),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

export const BlockActions = z.object({
  type: z.literal('block_actions'),
  user,
  team,
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  actions: z.array(pressed).min(1),
});
export type BlockActions = z.output<typeof BlockActions>;

const entered = z.object({
  value: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

export const ViewSubmission = z.object({
  type: z.literal('view_submission'),
  user,
  team,
  trigger_id: z.string().optional(),
  view: z.object({
    id: z.string().optional(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), entered)) }),
  }),
});
export type ViewSubmission = z.output<typeof ViewSubmission>;

export const SlashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  user_name: z.string().optional(),
  team_id: z.string().optional(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
});
export type SlashCommand = z.output<typeof SlashCommand>;

export const UrlVerification = z.object({ type: z.literal('url_verification'), challenge: z.string() });
