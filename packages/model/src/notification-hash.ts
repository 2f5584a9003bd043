import { compareBytes } from './byte-order.ts';
import type { Labels } from './labels.ts';
import { xxhash64 } from './xxhash64.ts';

const encoder = new TextEncoder();
const separator = 0xff;

/**
 * How Alertmanager's notification log names an alert: XXH64 over the sorted label names and values, each followed by a
 * byte 0xff (notify/notify.go, hashAlert). Decimal, since JSON has no 64-bit numbers.
 */
export function notificationHash(labels: Labels): string {
  const bytes: number[] = [];
  for (const name of Object.keys(labels).sort(compareBytes))
    for (const text of [name, labels[name] ?? '']) bytes.push(...encoder.encode(text), separator);
  return xxhash64(Uint8Array.from(bytes)).toString();
}
