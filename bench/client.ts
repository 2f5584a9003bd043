import { Agent, request } from 'node:http';

export interface Answer {
  readonly ms: number;
  readonly bytes: number;
  readonly text: string;
}

/** A few kept connections to one server. */
export interface Client {
  get(path: string): Promise<Answer>;
  post(path: string, body: Buffer): Promise<Answer>;
  /** All bodies over the connections, each sending its next when it is answered; how long each took. */
  postAll(path: string, bodies: readonly Buffer[]): Promise<number[]>;
  close(): void;
}

export function createClient(base: string, connections = 4): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ask = (method: string, path: string, body?: Buffer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const headers = body
        ? { 'content-type': 'application/json', 'content-length': String(body.length) }
        : {};
      const sent = request(new URL(path, base), { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(chunks);
          const text = whole.length < 10_000 ? whole.toString() : '';
          if (response.statusCode !== 200)
            return reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text}`));
          resolve({ ms: performance.now() - began, bytes: whole.length, text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    async postAll(path, bodies) {
      const took: number[] = [];
      const waiting = [...bodies].reverse();
      const loop = async (): Promise<void> => {
        for (let body = waiting.pop(); body; body = waiting.pop())
          took.push((await ask('POST', path, body)).ms);
      };
      await Promise.all(Array.from({ length: connections }, loop));
      return took;
    },
    close: () => agent.destroy(),
  };
}
