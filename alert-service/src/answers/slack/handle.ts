import { commanded } from './slash-command.ts';
import { submitted } from './dialogs.ts';
import { BlockActions, SlashCommand, UrlVerification, ViewSubmission } from './payload.ts';
import { pressed } from './press.ts';
import type { Handled, SlackTools } from './tools.ts';

/** What Slack says that somebody did; by whichever way it came, it is Slack's. What we do not know is taken and left. */
export async function handleSlack(payload: unknown, tools: SlackTools): Promise<Handled> {
  const press = BlockActions.safeParse(payload);
  if (press.success) return pressed(press.data, tools);
  const view = ViewSubmission.safeParse(payload);
  if (view.success) return submitted(view.data, tools);
  const command = SlashCommand.safeParse(payload);
  if (command.success) return commanded(command.data, tools);
  const verification = UrlVerification.safeParse(payload);
  if (verification.success) return { answer: { challenge: verification.data.challenge } };
  return {};
}
