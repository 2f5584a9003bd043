import type { ServerResponse } from 'node:http';
import { type Received, say, startHttpServer } from '../../src/channels/kit/http-server.ts';

export interface Asked {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Telegram's Bot API, as far as a bot that pages needs it: held questions, webhooks, messages, pressed keys. */
export interface TelegramStandIn extends AsyncDisposable {
  readonly origin: string;
  readonly asked: Asked[];
  /** What a person does; goes to whoever asks, or is held until somebody does. */
  press(from: number, data: string, more?: object): number;
  write(from: number, text: string, chat?: object): number;
  /** Sends an update again, as Telegram does until it is confirmed. */
  again(id: number): void;
  /** Refuses so many requests of a method first. */
  refuse(method: string, times: number, answer: object): void;
  of(method: string): readonly Asked['args'][];
}

export async function startTelegram(token: string): Promise<TelegramStandIn> {
  const asked: Asked[] = [];
  const updates = new Map<number, object>();
  const refusals = new Map<string, { left: number; readonly answer: object }>();
  let held: { readonly response: ServerResponse; readonly request: Received } | undefined;
  let webhook = false;
  let count = 100;

  const answered = (response: ServerResponse, request: Received): void => {
    const [, key, method = ''] = /^\/bot([^/]+)\/(\w+)$/u.exec(request.url) ?? [];
    if (key !== token)
      return say(401, { ok: false, error_code: 401, description: 'Unauthorized' })(response, request);
    const args = JSON.parse(request.body) as Asked['args'];
    asked.push({ method, args });
    const refusal = refusals.get(method);
    if (refusal && refusal.left > 0) {
      refusal.left -= 1;
      return say(400, refusal.answer)(response, request);
    }
    if (method === 'setWebhook') webhook = true;
    if (method === 'deleteWebhook') webhook = false;
    if (method === 'getUpdates') return asks(response, request);
    say(200, { ok: true, result: method === 'sendMessage' ? { message_id: 1 } : true })(response, request);
  };

  const asks = (response: ServerResponse, request: Received): void => {
    if (webhook)
      return say(409, { ok: false, error_code: 409, description: 'Conflict: webhook is active' })(
        response,
        request,
      );
    const { offset } = JSON.parse(request.body) as { offset: number };
    for (const id of updates.keys()) if (id < offset) updates.delete(id);
    held = { response, request };
    if (updates.size > 0) flush();
  };
  const flush = (): void => {
    if (!held) return;
    const { response, request } = held;
    held = undefined;
    say(200, { ok: true, result: [...updates.values()] })(response, request);
  };
  const add = (update: object): number => {
    const id = (count += 1);
    updates.set(id, { update_id: id, ...update });
    sent.set(id, { update_id: id, ...update });
    flush();
    return id;
  };
  const sent = new Map<number, object>();

  const server = await startHttpServer(answered);
  return {
    origin: server.origin,
    asked,
    press: (from, data, more = {}) =>
      add({
        callback_query: {
          id: `cb-${count}`,
          from: { id: from },
          data,
          message: {
            ...{ message_id: 77, chat: { id: from, type: 'private' } },
            ...{ text: 'Critical: shop-1 is down', entities: [{ type: 'bold', offset: 0, length: 8 }] },
          },
          ...more,
        },
      }),
    write: (from, text, chat = { id: from, type: 'private' }) =>
      add({ message: { message_id: 5, chat, from: { id: from }, text } }),
    again(id) {
      updates.set(id, sent.get(id) ?? {});
      flush();
    },
    refuse: (method, times, answer) => void refusals.set(method, { left: times, answer }),
    of: (method) => asked.filter((each) => each.method === method).map(({ args }) => args),
    async [Symbol.asyncDispose]() {
      await server.close();
    },
  };
}
