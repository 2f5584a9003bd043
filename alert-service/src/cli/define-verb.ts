import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { InvalidConfiguration } from '#config/config-error';
import type { Terminal, Verb } from './verb.ts';

/** The arguments are wrong: told with the usage, exit code 2. */
export class WrongArguments extends Error {}

/** It cannot be done as asked: told in a line that says what to change, exit code 1. */
export class CannotRun extends Error {}

const help = { help: { type: 'boolean', short: 'h' } } as const;

type Given<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>;

interface Defined<T extends ParseArgsOptionsConfig> {
  /** As it is called: `export`. */
  readonly name: string;
  readonly usage: string;
  readonly options: T;
  /** The exit code; it may throw WrongArguments, CannotRun and InvalidConfiguration. */
  readonly run: (given: Given<T>, terminal: Terminal) => Promise<number> | number;
}

/** What every verb does alike: reads its flags as Node does, prints its usage, tells what went wrong. */
export function defineVerb<T extends ParseArgsOptionsConfig>({
  name,
  usage,
  options,
  run,
}: Defined<T>): Verb {
  return {
    usage,
    async run(args, terminal) {
      try {
        if (asksForHelp(args)) return (terminal.print(usage), 0);
        return await run(read(args, options), terminal);
      } catch (error) {
        if (error instanceof WrongArguments) {
          terminal.complain(`tocsin ${name}: ${error.message}\n\n${usage}`);
          return 2;
        }
        if (error instanceof CannotRun) terminal.complain(`tocsin ${name}: ${error.message}\n`);
        else if (error instanceof InvalidConfiguration) terminal.complain(`${error.message}\n`);
        else throw error;
        return 1;
      }
    },
  };
}

const asksForHelp = (args: readonly string[]): boolean =>
  parseArgs({ args: [...args], options: help, strict: false, allowPositionals: true }).values.help === true;

function read<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T): Given<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : String(error));
  }
}
