import { randomInt } from 'node:crypto';
import type { Tokens } from '#answers/tokens';
import { bareHost, whyNotConnect } from '#channels/address-guard';
import { missingChannels } from '#config/on-call/missing-channels';
import type { OnCallDoor } from '#http/tocsin-v1/on-call-door';
import { isIP } from 'node:net';
import { calendarPath } from '#http/calendars';
import type { Foundation } from './parts.ts';

/** What a reload changes is read at each use. */
export const createOnCallDoor = (
  { inForce, sealing, where }: Foundation,
  { tokens, pushKey }: { readonly tokens: Pick<Tokens, 'sign'>; readonly pushKey: string },
): OnCallDoor => ({
  receivers: () => [...inForce.current().policy.receivers.keys()],
  missingChannels: () => missingChannels(inForce.current().configuration),
  seal: (secret, place) => sealing.seal(secret, place),
  whyNotAsk,
  calendarUrl: (kind, id) => `${where.externalUrl}${calendarPath(tokens, kind, id)}`,
  pushKey,
  newCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
});

/** A name is looked at again when it is connected to: where it leads may change. */
function whyNotAsk(url: string): string | undefined {
  if (!URL.canParse(url)) return 'it is no address';
  const host = bareHost(new URL(url).hostname);
  if (/(^|\.)localhost\.?$/i.test(host)) return 'it is this machine';
  return isIP(host) === 0 ? undefined : whyNotConnect(host, { trust: 'api' });
}
