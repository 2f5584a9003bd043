import type { ProbeSettings } from '#config/services/settings';
import { connectTo } from './connection.ts';
import { type Asking, type Found, tookWords } from './finding.ts';

/** It is well as soon as it takes a connection; nothing is said over it. */
export async function askTcp(
  settings: Extract<ProbeSettings, { type: 'tcp' }>,
  asking: Asking,
): Promise<Found> {
  const began = asking.clock.elapsed();
  const socket = await connectTo(settings, asking);
  socket.destroy();
  return { state: 'healthy', text: `connected in ${tookWords(asking.clock.elapsed() - began)}` };
}
