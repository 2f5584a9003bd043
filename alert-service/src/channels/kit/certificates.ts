import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  /** A certificate for these names and addresses that the authority vouches for. */
  issue(name: string, alternatives?: readonly string[], valid?: Valid): Certificate;
}

/** In ASN.1's way: `20200101000000Z`. */
interface Valid {
  readonly from: string;
  readonly to: string;
}
const long: Valid = { from: '20200101000000Z', to: '20991231235959Z' };

/** An authority of the test's own: X.509 in DER, as little of it as TLS needs. */
export function createAuthority(name = 'Test authority'): Authority {
  const keys = keyPair();
  const self = { name, key: keys.privateKey };
  return {
    ...pem(
      certificate({
        subject: name,
        publicKey: keys.publicKey,
        issuer: self,
        authority: true,
        alternatives: [],
      }),
      keys.privateKey,
    ),
    issue(subject, alternatives = ['localhost', '127.0.0.1'], valid = long) {
      const own = keyPair();
      const made = certificate({
        subject,
        publicKey: own.publicKey,
        issuer: self,
        authority: false,
        alternatives,
        valid,
      });
      return pem(made, own.privateKey);
    },
  };
}

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const pem = (der: Buffer, key: KeyObject): Certificate => ({
  cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

interface Wanted {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly name: string; readonly key: KeyObject };
  readonly authority: boolean;
  readonly alternatives: readonly string[];
  readonly valid?: Valid;
}

let serial = 1;

function certificate({ subject, publicKey, issuer, authority, alternatives, valid = long }: Wanted): Buffer {
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer((serial += 1)),
    ecdsaWithSha256,
    distinguishedName(issuer.name),
    sequence(time(valid.from), time(valid.to)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(authority, alternatives))),
  );
  return sequence(body, ecdsaWithSha256, bits(sign('sha256', body, issuer.key)));
}

const extensions = (authority: boolean, alternatives: readonly string[]): Buffer[] => [
  sequence(
    objectId('551d13'),
    tagged(0x01, Buffer.from([0xff])),
    octets(sequence(...(authority ? [tagged(0x01, Buffer.from([0xff]))] : []))),
  ),
  ...(alternatives.length > 0
    ? [sequence(objectId('551d11'), octets(sequence(...alternatives.map(alternative))))]
    : []),
];

const alternative = (name: string): Buffer =>
  isIP(name) === 4 ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name));

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const integer = (value: number): Buffer =>
  tagged(0x02, Buffer.from([0, value >> 8, value & 255].slice(value < 128 ? 2 : value < 32_768 ? 1 : 0)));
const objectId = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer): Buffer => tagged(0x04, content);
const bits = (content: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), content]));
const time = (text: string): Buffer => tagged(0x18, Buffer.from(text));
const distinguishedName = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)))));
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
