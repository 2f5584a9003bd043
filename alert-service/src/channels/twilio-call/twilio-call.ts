import type { TwilioSettings } from '#config/twilio-config';
import type { Channel } from '../channel.ts';
import { overHttp } from '../http-line.ts';
import { created } from '../twilio-sms/api.ts';
import { spoken } from './spoken.ts';

export interface TwilioCallSettings extends TwilioSettings {
  /** E.164. */
  readonly to: string;
}

/** Longer than a mailbox takes to pick up at most networks, shorter than people wait. */
const ringSeconds = '40';

/**
 * A call to a person, by Twilio: done once Twilio has taken it. Keys are sent to answers/twilio, and so is what became of
 * the call, since that is known a minute later.
 */
export const twilioCall: Channel<TwilioCallSettings> = {
  type: 'twilio-call',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Twilio', edge, (line) => {
      const report = message.answers?.report;
      return created(
        'Calls',
        {
          To: settings.to,
          From: settings.from,
          Twiml: spoken(message),
          Timeout: ringSeconds,
          ...(report && { StatusCallback: report, StatusCallbackEvent: 'completed' }),
        },
        { twilio: settings, line },
      );
    }),
};
