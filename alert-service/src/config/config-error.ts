/** One thing wrong in a configuration file: where, and what to change. Never holds a secret. */
export interface ConfigError {
  readonly file: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const mostListed = 20;

const printed = ({ file, line, column, message }: ConfigError): string =>
  `${file}:${line}:${column}: ${message}`;

const inOrder = (a: ConfigError, b: ConfigError): number =>
  a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;

/** A configuration that is refused. Its message lists what is wrong, a line each. */
export class InvalidConfiguration extends Error {
  /** In the order of the file, 20 at most. */
  readonly errors: readonly ConfigError[];
  /** How many there are in all. */
  readonly count: number;

  constructor(all: readonly ConfigError[]) {
    const errors = all.toSorted(inOrder).slice(0, mostListed);
    const more = all.length - errors.length;
    super([...errors.map(printed), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
    this.name = 'InvalidConfiguration';
    this.errors = errors;
    this.count = all.length;
  }
}

export const printWarning = printed;
