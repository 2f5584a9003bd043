import type { SnsSettings } from '#config/sns-config';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { groupHash } from '../group-hash.ts';
import { aimed } from '../http-line.ts';
import { oneLine } from '#lib/plain-text';
import { oneSentence, titleWords } from '../sentences.ts';
import { plainStyle as style } from '../text-style.ts';
import { type Say, worded } from '../wording.ts';

/** In bytes, as upstream counts both: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const longest = { message: 256 * 1024, sms: 1600 };
const longestSubject = 99;

interface Attribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/** What SNS's Publish takes. */
export interface Publication {
  readonly TopicArn?: string;
  readonly PhoneNumber?: string;
  readonly TargetArn?: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly MessageAttributes: Record<string, Attribute>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

interface Around {
  readonly settings: SnsSettings;
  readonly edge: Edge;
}

export function publicationOf(message: Message, { settings, edge }: Around): Publication {
  const aim = aimOf(message, { settings, edge });
  const bytes = settings.phoneNumber ? longest.sms : longest.message;
  return worded(message, edge, (say, fault) => {
    const facts = factsOf(message);
    const head = faultLine(fault, style) + (settings.phoneNumber ? '' : `${titleWords(facts)}\n`);
    const fits = (body: string): boolean => Buffer.byteLength(head + body) <= bytes;
    const own = settings.phoneNumber
      ? `${head}${oneSentence(facts)}\n${facts.links.main}`
      : head + bodyOf(facts, { style, fits });
    const text = say(settings.message, own);
    const cut = Buffer.byteLength(text) > bytes;
    const subject = oneLine(say(settings.subject, titleWords(facts)), longestSubject);
    return {
      ...aim,
      ...(subject !== '' && { Subject: subject }),
      Message: cut ? within(text, bytes) : text,
      MessageAttributes: {
        ...attributesOf(settings, say),
        ...(cut && { truncated: { DataType: 'String' as const, StringValue: 'true' } }),
      },
    };
  });
}

/** One conversation per group in a FIFO topic. */
function aimOf(message: Message, { settings, edge }: Around): Partial<Publication> {
  const { topicArn, phoneNumber, targetArn } = settings;
  const at = (template: string, what: string): string => aimed(template, { what, message, edge });
  const topic = at(topicArn, 'topic_arn');
  const hash = groupHash(message.notice.group);
  return {
    ...(topicArn && { TopicArn: topic }),
    ...(topic.endsWith('.fifo') && { MessageDeduplicationId: hash, MessageGroupId: hash }),
    ...(phoneNumber && { PhoneNumber: at(phoneNumber, 'phone_number') }),
    ...(targetArn && { TargetArn: at(targetArn, 'target_arn') }),
  };
}

const attributesOf = ({ attributes }: SnsSettings, say: Say): Record<string, Attribute> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      say(name),
      { DataType: 'String', StringValue: say(value) },
    ]),
  );

/** Cut to `max` bytes, never inside a character. */
const within = (text: string, max: number): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, max)).replace(/\ufffd+$/u, '');
