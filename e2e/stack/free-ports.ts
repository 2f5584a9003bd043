import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems hand out by themselves: else a connection that somebody opens meanwhile may take one. */
const lowest = 20_000;
const highest = 32_000;
const mostTries = 200;

/** Ports that were free a moment ago: for programs that must know each other's before they start. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > mostTries) throw new Error(`no ${count} free ports between ${lowest} and ${highest}`);
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, '127.0.0.1');
  const free = await listening;
  await new Promise((resolve) => server.close(resolve));
  return free;
}
