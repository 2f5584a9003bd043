import { compareBytes } from './byte-order.ts';
import type { Labels } from './labels.ts';

const separator = 0xff;
const encoder = new TextEncoder();
let scratch = new Uint8Array(1024);

/** Writes the UTF-8 bytes of `text` and a separator at `start` of the scratch bytes, and returns the end. */
const append = (text: string, start: number): number => {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  const needed = start + text.length * 3 + 1;
  if (needed > scratch.length) {
    const larger = new Uint8Array(needed * 2);
    larger.set(scratch.subarray(0, start));
    scratch = larger;
  }
  let end = start;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) {
      end += encoder.encodeInto(text.slice(at), scratch.subarray(end)).written;
      break;
    }
    scratch[end++] = unit;
  }
  scratch[end] = separator;
  return end + 1;
};

const hex = (half: number): string => half.toString(16).padStart(8, '0');

/**
 * FNV-1a of 64 bits over the first `length` scratch bytes. The prime is 2^40 + 435: in two halves of 32 bits that is
 * a product by 435, whose low half stays exact in a double, and a shift of the low half by 40.
 */
const fnv1a = (length: number): string => {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let at = 0; at < length; at++) {
    low = (low ^ (scratch[at] ?? 0)) >>> 0;
    const product = low * 435;
    const nextLow = product >>> 0;
    const carry = (product - nextLow) / 0x1_0000_0000;
    high = (Math.imul(high, 435) + carry + (low << 8)) >>> 0;
    low = nextLow;
  }
  return hex(high) + hex(low);
};

/** Prometheus' fingerprint of a label set: FNV-1a 64 over the sorted names and values, as 16 hex digits. */
export const fingerprint = (labels: Labels): string => {
  let end = 0;
  for (const name of Object.keys(labels).sort(compareBytes)) {
    end = append(labels[name] ?? '', append(name, end));
  }
  return fnv1a(end);
};
