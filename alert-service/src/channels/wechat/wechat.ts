import type { WechatSettings } from '#config/wechat-config';
import { z } from 'zod';
import type { Channel, Edge, Message, Outcome } from '../channel.ts';
import { aimed, type Line, overHttp, type Reply } from '../http-line.ts';
import { Refusal } from '../outcome.ts';
import { postOf } from './post.ts';

/** WeChat Work: a message of an application of the company. */
export const wechat: Channel<WechatSettings> = {
  type: 'wechat',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: () => 20_000,
  send: (message, settings, edge) =>
    overHttp('WeChat', edge, async (line) => {
      const around = { message, settings, edge, line };
      const token = tokenInHand(settings, edge) ?? (await tokenFor(around));
      if (typeof token !== 'string') return token;
      line.hide(token);
      const reply = await line.ask({
        url: addressOf(settings.apiUrl, 'message/send', { access_token: token }),
        json: postOf(message, { settings, edge }),
        http: settings.http,
        alsoRetry: everyRefusal,
      });
      return outcomeOf(reply, around);
    }),
};

interface Around {
  readonly message: Message;
  readonly settings: WechatSettings;
  readonly edge: Edge;
  readonly line: Line;
}

/** Upstream asks again whatever the status: WeChat says in the body what is wrong. */
const everyRefusal = Array.from({ length: 200 }, (_, index) => 300 + index);

const tokenLifeMs = 2 * 3_600_000;
/** Tokens by the settings they were asked for with: a reload asks anew. */
const tokens = new WeakMap<WechatSettings, { readonly token: string; readonly at: number }>();

function tokenInHand(settings: WechatSettings, edge: Edge): string | undefined {
  const known = tokens.get(settings);
  return known && edge.clock.elapsed() - known.at <= tokenLifeMs ? known.token : undefined;
}

const TokenAnswer = z.object({ access_token: z.string().optional(), errmsg: z.string().optional() });

async function tokenFor({ message, settings, edge, line }: Around): Promise<string | Outcome> {
  const corpId = aimed(settings.corpId, { what: 'corp_id', message, edge });
  const secret = aimed(line.reveal(settings.apiSecret), { what: 'api_secret', message, edge });
  line.hide(secret);
  const reply = await line.ask({
    url: addressOf(settings.apiUrl, 'gettoken', { corpid: corpId, corpsecret: secret }),
    method: 'GET',
    http: settings.http,
  });
  if (reply.outcome.kind !== 'done') return reply.outcome;
  const answer = read(TokenAnswer, reply.body);
  if (!answer) return notItsOwn(line);
  const { access_token: token, errmsg = 'no token' } = answer;
  if (!token)
    throw new Refusal(
      `WeChat knows no such application: check api_secret and corp_id. It says: ${errmsg}`,
      'authError',
    );
  tokens.set(settings, { token, at: edge.clock.elapsed() });
  return token;
}

const Answer = z.object({ errcode: z.int().default(0), errmsg: z.string().default('') });

/** https://developer.work.weixin.qq.com/document/path/90313 */
const tokenIsOver: ReadonlySet<number> = new Set([40001, 40014, 42001]);
const tooMany: ReadonlySet<number> = new Set([45009, 45033]);
const busy = -1;

/** WeChat answers 200 to everything and says in the body what came of it. */
function outcomeOf(reply: Reply, { settings, line }: Around): Outcome {
  if (reply.outcome.kind !== 'done') return reply.outcome;
  const answer = read(Answer, reply.body);
  if (!answer) return notItsOwn(line);
  const { errcode, errmsg } = answer;
  if (errcode === 0) return { kind: 'done' };
  const body = `${errcode} ${errmsg}`;
  if (tokenIsOver.has(errcode)) {
    tokens.delete(settings);
    return line.judged({ status: 503, body });
  }
  return line.judged({ status: tooMany.has(errcode) ? 429 : errcode === busy ? 503 : 400, body });
}

/** Answered by something before it. */
const notItsOwn = (line: Line): Outcome =>
  line.judged({ status: 502, body: 'something that is not WeChat’s' });

function read<T>(schema: z.ZodType<T>, body: string): T | undefined {
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function addressOf(apiUrl: string, path: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(apiUrl);
  url.pathname += path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
