import { expect, test } from '@jest/globals';
import { notificationHash } from './notification-hash.ts';
import { xxhash64 } from './xxhash64.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['', 0xef46db3751d8e999n],
  ['a', 0xd24ec4f1a98c6e5bn],
  ['as', 0x1c330fb2d66be179n],
  ['asd', 0x631c37ce72a97393n],
  ['asdf', 0x415872f599cea71en],
  ['Call me Ishmael. Some years ago--never mind how long precisely-', 0x02a2e85470d6fd96n],
])('XXH64 of %j is as published', (text, hash) => expect(xxhash64(bytes(text))).toBe(hash));

test('labels are hashed in the order of their bytes, a separator after each', () => {
  const written = Uint8Array.from([
    ...bytes('a'),
    255,
    ...bytes('1'),
    255,
    ...bytes('é'),
    255,
    ...bytes('2'),
    255,
  ]);
  expect(notificationHash({ é: '2', a: '1' })).toBe(xxhash64(written).toString());
});
