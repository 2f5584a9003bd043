import { once } from 'node:events';
import { createServer } from 'node:http';

/** A webhook that counts, and notes when each group was first told. */
export interface Hook {
  readonly url: string;
  /** Text of the body to when it came, for what `keep` picks out of it. */
  readonly firstAt: ReadonlyMap<string, number>;
  requests(): number;
  /** How often something was named that had been named before. */
  repeats(): number;
  lastAt(): number;
  close(): Promise<void>;
}

/** `pick` finds the names in a body that are to be noted. */
export async function startHook(pick: RegExp): Promise<Hook> {
  const firstAt = new Map<string, number>();
  let requests = 0;
  let repeats = 0;
  let lastAt = 0;
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end();
      requests += 1;
      lastAt = at;
      for (const [, name] of Buffer.concat(chunks).toString().matchAll(pick))
        if (name !== undefined && firstAt.has(name)) repeats += 1;
        else if (name !== undefined) firstAt.set(name, at);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    firstAt,
    requests: () => requests,
    repeats: () => repeats,
    lastAt: () => lastAt,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
