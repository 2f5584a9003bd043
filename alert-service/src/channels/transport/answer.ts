import type { IncomingMessage } from 'node:http';

const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);
/** So much of an answer that nobody wants to read is still let in, for the connection to be used again. */
const drainedBytes = 64 * 1024;
const drainedWithinMs = 5_000;

/** Node's answer as that of `fetch`; of the body there are `maxBytes` at most. */
export function responseOf(incoming: IncomingMessage, maxBytes: number): Response {
  const status = incoming.statusCode ?? 0;
  if (status < 200 || status > 599) {
    incoming.destroy();
    throw new Error(`it answered ${status}, which is no status of HTTP`);
  }
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (bodiless.has(status)) incoming.resume();
  const body = bodiless.has(status) ? null : capped(incoming, maxBytes);
  return new Response(body, { status, headers, statusText: incoming.statusMessage ?? '' });
}

/** Beyond the limit the connection is destroyed: nobody can make us read for ever. */
function capped(incoming: IncomingMessage, maxBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks: AsyncIterator<unknown> = incoming.iterator({ destroyOnReturn: false });
  let left = maxBytes;
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      const value: unknown = next.value;
      if (next.done === true || !(value instanceof Uint8Array)) return controller.close();
      controller.enqueue(new Uint8Array(value.subarray(0, left)));
      left -= value.byteLength;
      if (left > 0) return;
      incoming.destroy();
      controller.close();
    },
    cancel: () => drain(incoming),
  });
}

/** Short and soon, or not at all. */
function drain(incoming: IncomingMessage): void {
  const announced = incoming.headers['content-length'];
  if (announced === undefined || Number(announced) > drainedBytes) return void incoming.destroy();
  const { socket } = incoming;
  const giveUp = (): void => void incoming.destroy();
  socket.setTimeout(drainedWithinMs, giveUp);
  incoming.once('close', () => socket.removeListener('timeout', giveUp));
  incoming.on('error', () => undefined).resume();
}
