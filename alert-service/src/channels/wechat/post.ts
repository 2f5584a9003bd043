import type { WechatSettings } from '#config/wechat-config';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { titleWords } from '../sentences.ts';
import { markdownStyle, plainStyle } from '../text-style.ts';
import { worded } from '../wording.ts';

/** In bytes: https://developer.work.weixin.qq.com/document/path/90236 */
const longest = { text: 2048, markdown: 2048 };

/** What is posted: both kinds of content are always there, as upstream has it, and one of them is empty. */
export function postOf(
  message: Message,
  { settings, edge }: { readonly settings: WechatSettings; readonly edge: Edge },
): object {
  const { messageType } = settings;
  const style = messageType === 'markdown' ? markdownStyle : plainStyle;
  const facts = factsOf(message);
  return worded(message, edge, (say, fault) => {
    const head = faultLine(fault, style) + style.strong(style.text(titleWords(facts))) + style.newLine;
    const fits = (body: string): boolean => Buffer.byteLength(head + body) <= longest[messageType];
    const content = say(settings.message, head + bodyOf(facts, { style, fits }));
    return {
      text: { content: messageType === 'text' ? content : '' },
      ...said({
        touser: say(settings.toUser),
        toparty: say(settings.toParty),
        totag: say(settings.toTag),
        agentid: say(settings.agentId),
      }),
      safe: '0',
      msgtype: messageType,
      markdown: { content: messageType === 'markdown' ? content : '' },
    };
  });
}

/** Upstream leaves out what is empty. */
const said = (fields: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
