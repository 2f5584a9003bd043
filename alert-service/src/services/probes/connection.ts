import { connect, type Socket } from 'node:net';
import { bareHost } from '#channels/address-guard';
import { checkLiteral, guardedLookup } from '#channels/safe-fetch';
import { type Asking, outward } from './finding.ts';

/** A guarded connection; the caller destroys it. Rejects when the time is up. */
export function connectTo(
  { host, port }: { readonly host: string; readonly port: number },
  asking: Asking,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    asking.signal.throwIfAborted();
    const bare = bareHost(host);
    checkLiteral(bare, outward);
    const socket = connect({ host: bare, port, lookup: guardedLookup(outward, asking.resolve) });
    const abort = (): void => void socket.destroy(new Error('no answer in time'));
    asking.signal.addEventListener('abort', abort, { once: true });
    socket.once('close', () => asking.signal.removeEventListener('abort', abort));
    // What goes wrong later is for whoever reads from it; unheard it would end the process.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}
