import { alertmanagerOrder } from '@tocsin/model';
import type { Edge, Message } from '../channel.ts';
import { messageOf, Refusal } from '../outcome.ts';
import { structured } from '../structured.ts';
import { goJson } from './go-json.ts';

/** Templates see no more alerts than upstream's body has: the first `maxAlerts`, 0 for all. */
export function withAlerts(message: Message, maxAlerts: number): Message {
  const { notice } = message;
  if (maxAlerts === 0 || notice.firing.length + notice.resolved.length <= maxAlerts) return message;
  const shown = new Set(alertmanagerOrder([...notice.firing, ...notice.resolved]).slice(0, maxAlerts));
  const firing = notice.firing.filter((alert) => shown.has(alert));
  const resolved = notice.resolved.filter((alert) => shown.has(alert));
  return { ...message, notice: { ...notice, firing, resolved } };
}

/** A body of the user's own shape. Its reader knows no other, so there are no words of ours to fall back to. */
export function payloadJson(payload: unknown, message: Message, edge: Edge): string {
  const say = (template = ''): string =>
    template.includes('{{') ? edge.expand(template, message) : template;
  try {
    return `${goJson(structured(payload, say))}\n`;
  } catch (error) {
    throw new Refusal(`a template in its payload fails: ${messageOf(error)}`);
  }
}
