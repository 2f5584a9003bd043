import type { TwilioSettings } from '#config/twilio-config';
import type { Channel } from '../channel.ts';
import { overHttp } from '../http-line.ts';
import { created } from './api.ts';
import { smsText } from './text.ts';

export interface TwilioSmsSettings extends TwilioSettings {
  /** E.164. */
  readonly to: string;
}

/** An SMS to a person, by Twilio. What is replied comes in at answers/twilio. */
export const twilioSms: Channel<TwilioSmsSettings> = {
  type: 'twilio-sms',
  nature: 'paging',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('Twilio', edge, (line) => {
      const { messagingServiceSid, from, to } = settings;
      const report = message.answers?.report;
      return created(
        'Messages',
        {
          To: to,
          ...(messagingServiceSid ? { MessagingServiceSid: messagingServiceSid } : { From: from }),
          Body: smsText(message),
          ...(report && { StatusCallback: report }),
        },
        { twilio: settings, line },
      );
    }),
};
