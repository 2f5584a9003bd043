import type { Router } from 'express';
import type { AnswerDoor } from '#answers/answer-door';
import { slackAnswers } from '#answers/slack/slack-answers';
import { exactRouter } from '#http/routing';
import type { Loop } from '#lib/loop';
import type { Foundation } from './parts.ts';

/** All channels that answer back: what they are asked over HTTP below `/answers`, and what they ask for themselves. */
export interface Answers {
  readonly router: Router;
  /** Each a connection or a poll of its own. */
  readonly loops: Readonly<Record<string, Pick<Loop, 'start' | 'stop'>>>;
}

/** One line for each channel. */
export function createAnswers({ inForce }: Foundation, door: AnswerDoor): Answers {
  const router = exactRouter();
  const slack = slackAnswers({ door, app: () => inForce.current().configuration.tocsin.slackApp });
  router.use('/slack', slack.router);
  return { router, loops: { 'Slack socket': slack.socket } };
}
