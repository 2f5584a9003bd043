import type { Router } from 'express';
import type { AnswerDoor } from '#answers/answer-door';
import { openLinkKey } from '#answers/link-key';
import { linkAnswers } from '#answers/link/link-answers';
import { opsgenieAnswers } from '#answers/opsgenie/opsgenie-answers';
import { pagerDutyAnswers } from '#answers/pagerduty/pagerduty-answers';
import { createAnswerLinks } from '#answers/links';
import { mattermostAnswers } from '#answers/mattermost/mattermost-answers';
import { pushAnswers } from '#answers/push/push-answers';
import { slackAnswers } from '#answers/slack/slack-answers';
import { createTelegramApi } from '#answers/telegram/api';
import { createTelegramPoll } from '#answers/telegram/poll';
import { telegramAnswers } from '#answers/telegram/telegram-answers';
import { createUpdates } from '#answers/telegram/updates';
import { createTokens, type Tokens } from '#answers/tokens';
import { twilioAnswers } from '#answers/twilio/twilio-answers';
import type { TocsinConfig } from '#config/tocsin-config';
import { createSafeFetch } from '#channels/safe-fetch';
import { exactRouter } from '#http/routing';
import type { Closers } from '#lib/closers';
import type { Loop } from '#lib/loop';
import type { Foundation } from './parts.ts';

/** All channels that answer back: what they are asked over HTTP below `/answers`, and what they ask for themselves. */
export interface Answers {
  readonly router: Router;
  /** What signs addresses. */
  readonly tokens: Tokens;
  /** What browsers subscribe with. */
  readonly pushKey: string;
  /** Each a connection or a poll of its own. */
  readonly loops: Readonly<Record<string, Pick<Loop, 'start' | 'stop'>>>;
}

/** What signs the addresses in messages to people: the key outlives a restart. */
export async function openAnswerTokens({ engine, sealing, parts }: Foundation): Promise<Tokens> {
  const { clock, log } = parts;
  return createTokens(await openLinkKey({ engine, sealing, log }), clock);
}

/** The addresses in messages; which receivers have them may change with a reload. */
export const answerLinksOf = (
  { inForce, where }: Foundation,
  tokens: Tokens,
): ReturnType<typeof createAnswerLinks> =>
  createAnswerLinks({
    ...{ tokens, externalUrl: where.externalUrl },
    answersIn: () => inForce.current().configuration.tocsin.answersIn,
  });

interface AnswerParts {
  readonly door: AnswerDoor;
  readonly tokens: Tokens;
  readonly pushKey: string;
}

/** One line for each channel. */
export function createAnswers(
  foundation: Foundation,
  { door, tokens, pushKey }: AnswerParts,
  closers: Closers,
): Answers {
  const { inForce } = foundation;
  const tocsin = (): TocsinConfig => inForce.current().configuration.tocsin;
  const router = exactRouter();
  const slack = slackAnswers({ door, app: () => tocsin().slackApp });
  const telegram = telegramFrom(foundation, door, closers);
  router.use('/slack', slack.router);
  router.use('/link', linkAnswers({ door, tokens }));
  router.use('/push', pushAnswers({ door, tokens }));
  router.use('/mattermost', mattermostAnswers({ door, tokens }));
  router.use('/twilio', twilioAnswers({ door, tokens, settings: () => tocsin().twilio }));
  router.use('/telegram', telegram.router);
  router.use('/pagerduty', pagerDutyAnswers({ door, settings: () => tocsin().pagerduty }));
  router.use('/opsgenie', opsgenieAnswers({ door, settings: () => tocsin().opsgenie }));
  const loops = { 'Slack socket': slack.socket, 'Telegram poll': telegram.poll };
  return { router, tokens, pushKey, loops };
}

function telegramFrom(
  { inForce, where, parts: { clock, log } }: Foundation,
  door: AnswerDoor,
  closers: Closers,
): { readonly router: Router; readonly poll: Answers['loops'][string] } {
  const fetch = createSafeFetch({ trust: 'operator', clock });
  closers.add('connections to Telegram', async () => fetch.close());
  const settings = () => inForce.current().configuration.tocsin.telegramBot;
  const call = createTelegramApi({ settings, fetch, clock });
  const take = createUpdates({ door, call });
  return {
    router: telegramAnswers({ settings, take }),
    poll: createTelegramPoll({ settings, call, take, externalUrl: where.externalUrl, clock, log }),
  };
}
