import type { PushoverSettings } from '#config/pushover-config';
import { answerButtons } from '../answer-buttons.ts';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { cappedCharacters } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { htmlStyle, plainStyle, type TextStyle } from '../text-style.ts';
import { type Say, worded } from '../wording.ts';

/** https://pushover.net/api#limits */
const longest = { title: 250, message: 1024, url: 512, urlTitle: 100 };

interface Writing {
  readonly settings: PushoverSettings;
  readonly edge: Edge;
}

/** What is posted but for who and to whom. */
export function formOf(message: Message, { settings, edge }: Writing): Record<string, string> {
  const { html, monospace, retryMs, expireMs, ttlMs } = settings;
  const seconds = (ms: number): string => String(Math.floor(ms / 1000));
  return {
    ...textsOf(message, { settings, edge }),
    ...(html && { html: '1' }),
    ...(monospace && { monospace: '1' }),
    retry: seconds(retryMs),
    expire: seconds(expireMs),
    ...(ttlMs >= 1000 && { ttl: seconds(ttlMs) }),
  };
}

function textsOf(message: Message, { settings, edge }: Writing): Record<string, string> {
  const facts = factsOf(message);
  const firing = message.notice.firing.length > 0;
  const [acknowledge] = answerButtons(message).filter(({ url }) => url.length <= longest.url);
  const { main } = facts.links;
  const ownUrl = acknowledge?.url ?? (main.length <= longest.url ? main : '');
  const ownTitle = settings.url === undefined ? acknowledge?.text : undefined;
  return worded(message, edge, (say, fault) => ({
    title: cappedCharacters(say(settings.title, titleWords(facts)), longest.title),
    message: messageText(message, { settings, edge, say, fault }),
    url: cappedCharacters(say(settings.url, ownUrl), longest.url),
    url_title: cappedCharacters(say(settings.urlTitle, ownTitle), longest.urlTitle),
    priority: say(settings.priority, firing ? '2' : '0'),
    device: say(settings.device),
    sound: say(settings.sound),
  }));
}

/** Pushover refuses a message that says nothing. In HTML each value is escaped for its place. */
function messageText(
  message: Message,
  { settings, edge, say, fault }: Writing & { readonly say: Say; readonly fault: string | undefined },
): string {
  const style = settings.html ? htmlStyle : plainStyle;
  const own = ownText(message, { style, fault });
  const template = settings.message;
  const inHtml = settings.html && template?.includes('{{') === true && fault === undefined;
  const text = inHtml ? edge.expand(template, message, 'html') : say(template, own);
  return cappedCharacters(text, longest.message).trim() || '(no details)';
}

function ownText(
  message: Message,
  { style, fault }: { style: TextStyle; fault: string | undefined },
): string {
  const above = faultLine(fault, style);
  const fits = (body: string): boolean => above.length + body.length <= longest.message;
  return above + bodyOf(factsOf(message), { style: { ...style, link: () => '' }, fits }).trimEnd();
}
