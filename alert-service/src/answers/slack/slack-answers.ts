import type { Router } from 'express';
import { createSafeFetch } from '#channels/safe-fetch';
import type { SlackApp } from '#config/tocsin-config';
import type { Loop } from '#lib/loop';
import type { AnswerDoor } from '../answer-door.ts';
import { slackCalls } from './calls.ts';
import { slackRouter } from './http.ts';
import { createSlackSocket } from './socket.ts';
import type { SlackTools } from './tools.ts';

export interface SlackAnswerParts {
  readonly door: AnswerDoor;
  /** Asked at each use: a reload may have changed it. */
  readonly app: () => SlackApp | undefined;
}

/** What people press and type in Slack, by whichever of its two ways: to be mounted at `/answers/slack`, and started. */
export function slackAnswers({ door, app }: SlackAnswerParts): {
  readonly router: Router;
  readonly socket: Pick<Loop, 'start' | 'stop'>;
} {
  const { clock } = door;
  const log = door.log.with({ from: 'slack' });
  const fetch = createSafeFetch({ trust: 'operator', clock });
  const calls = slackCalls({ app, fetch, clock, log });
  const tools = (): SlackTools => ({
    door,
    calls,
    allowUnknownUsers: app()?.answers?.allowUnknownUsers === true,
  });
  const socket = createSlackSocket({ app, fetch, clock, log, tools });
  return {
    router: slackRouter({ app, tools, clock, log }),
    socket: {
      start: () => socket.start(),
      async stop() {
        await socket.stop();
        fetch.close();
      },
    },
  };
}
