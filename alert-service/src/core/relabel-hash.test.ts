import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../packages/model/test/any-character.ts';
import { relabelHash } from './relabel-hash.ts';

test('the hash of a text is the end of its MD5', () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 300 }),
    fc.string({ minLength: 50, maxLength: 70 }),
  );
  fc.assert(
    fc.property(text, (any) => {
      expect(relabelHash(any)).toBe(createHash('md5').update(any).digest().readBigUInt64BE(8));
    }),
  );
});
