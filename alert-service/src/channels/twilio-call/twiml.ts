/** https://www.twilio.com/docs/voice/twiml: markup of which only the functions below make some. */
export interface TwiML {
  readonly twiml: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** What XML 1.0 does not take at all would cost the whole call. */
const unspeakable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(unspeakable, ' ')
    .replace(/[&<>"']/gu, (sign) => entities[sign] ?? sign);

export const say = (text: string): TwiML => ({ twiml: `<Say>${escaped(text)}</Say>` });
export const message = (text: string): TwiML => ({ twiml: `<Message>${escaped(text)}</Message>` });
export const pause: TwiML = { twiml: '<Pause length="1"/>' };
export const hangUp: TwiML = { twiml: '<Hangup/>' };

/** One key, which is sent to `action`; what follows is for who presses none. */
export const gather = (action: string, said: readonly TwiML[]): TwiML => ({
  twiml: `<Gather input="dtmf" numDigits="1" timeout="10" method="POST" action="${escaped(action)}">${joined(said)}</Gather>`,
});

export const response = (...parts: readonly TwiML[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${joined(parts)}</Response>`;

const joined = (parts: readonly TwiML[]): string => parts.map(({ twiml }) => twiml).join('');
