import { inspect } from 'node:util';

const hidden = '<secret>';

/** A value that shows itself only when asked by name: printed, logged or turned into JSON it is `<secret>`. */
export class Secret {
  readonly #read: () => string;
  /** The file it is read from, which is no secret. */
  readonly file: string | undefined;

  private constructor(read: () => string, file?: string) {
    this.#read = read;
    this.file = file;
  }

  static of(value: string): Secret {
    return new Secret(() => value);
  }

  /** Read each time it is used, so that a rotated file needs no restart; white space around it is not part of it. */
  static fromFile(file: string, read: (file: string) => string): Secret {
    return new Secret(() => read(file).trim(), file);
  }

  /** The value itself. Throws where its file cannot be read. */
  reveal(): string {
    return this.#read();
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}
