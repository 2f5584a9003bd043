import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** The key file cannot be used; the message says what to do. */
export class KeyFileError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'KeyFileError';
  }
}

const keyBytes = 32;

/** The keys of a file, of which the first seals and all unseal; makes the file where there is none. */
export function readKeyFile(file: string): readonly [Buffer, ...Buffer[]] {
  makeKeyFile(file);
  refuseReadableByOthers(file);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const [first, ...others] = lines.flatMap((line, index) =>
    line === '' || line.startsWith('#') ? [] : keyOf(line, `${file}:${index + 1}`),
  );
  if (!first)
    throw new KeyFileError(
      `${file} holds no key: put it back from your backup, or delete it, and a new one is made; secrets entered in the app must then be entered again`,
    );
  return [first, ...others];
}

function keyOf(line: string, place: string): Buffer {
  const key = Buffer.from(line, 'base64');
  if (key.length === keyBytes && key.toString('base64') === line) return key;
  // What stands there may be a key with a slip: never repeat it.
  throw new KeyFileError(
    `${place}: this is no key: each line is ${keyBytes} random bytes in base64, or a comment with #`,
  );
}

const preamble = `# Seals the secrets that people enter in the app. Keep it as safe as they are, back it up apart from the database.
# The first key seals; further lines, older keys, are still read.
`;

/** Whole or not at all, and never over another process' key: written beside it, then given its name. */
function makeKeyFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })) return;
  const beside = `${file}.${process.pid}.new`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const handle = openSync(beside, 'wx', 0o600);
    try {
      writeSync(handle, `${preamble}${randomBytes(keyBytes).toString('base64')}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(beside, file);
  } catch (error) {
    if (statSync(file, { throwIfNoEntry: false })) return;
    const why = error instanceof Error ? error.message : String(error);
    throw new KeyFileError(`cannot make the key file ${file}: ${why}: mend --secrets.key-file`, error);
  } finally {
    rmSync(beside, { force: true });
  }
}

function refuseReadableByOthers(file: string): void {
  // Windows has no such bits.
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return;
  throw new KeyFileError(
    `${file} can be read by others on this machine: run \`chmod 600 ${file}\`, and if they may have read it, replace the secrets entered in the app`,
  );
}
