import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../test/any-character.ts';
import { fingerprint } from './fingerprint.ts';
import type { Labels } from './labels.ts';

// Computed with model.LabelSet.Fingerprint of github.com/prometheus/common 0.70.1.
test.each<[Labels, string]>([
  [{}, 'cbf29ce484222325'],
  [{ alertname: 'X', team: 'a' }, '68ba9672b0834414'],
  [
    {
      alertname: 'HighErrorRate',
      job: 'payments',
      instance: '10.0.0.1:9090',
      severity: 'critical',
      service: 'payments',
    },
    '9032db36dddf35e7',
  ],
  [{ Σ: 'c', '🙂': 'dΘ' }, '3492854cc3b621f3'],
  [{ a: '', b: 'x' }, 'c5a5302263c79c50'],
  [{ '\ufb01': 'bmp', '😀': 'astral', z: '1' }, '724d3edc9625e52f'],
  [
    {
      q: 'a"b\\c\nd\te\u0001\u007f\u0085\u00ad\u00a0é\u200b\u2028🙂\u0378',
      'foo.bar': 'x',
    },
    '7bb070283cb73c69',
  ],
])('the fingerprint of %j is Prometheus’', (labels, expected) => {
  expect(fingerprint(labels)).toBe(expected);
});

const byDefinition = (labels: Labels): string => {
  const encoder = new TextEncoder();
  const names = Object.keys(labels).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const bytes = names.flatMap((name) => [
    ...encoder.encode(name),
    0xff,
    ...encoder.encode(labels[name]),
    0xff,
  ]);
  const hash = bytes.reduce(
    (sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n),
    0xcbf29ce484222325n,
  );
  return hash.toString(16).padStart(16, '0');
};

test('for all label sets it is FNV-1a 64 by its definition, whatever the order of the labels', () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 40 });
  fc.assert(
    fc.property(fc.dictionary(text, text), (labels) => {
      expect(fingerprint(labels)).toBe(byDefinition(labels));
      expect(fingerprint(Object.fromEntries(Object.entries(labels).reverse()))).toBe(byDefinition(labels));
    }),
  );
});

test('a value of a megabyte has a fingerprint too', () => {
  const labels = { alertname: 'Ω'.repeat(500_000) };
  expect(fingerprint(labels)).toBe(byDefinition(labels));
  expect(fingerprint({ alertname: 'X', team: 'a' })).toBe('68ba9672b0834414');
});
