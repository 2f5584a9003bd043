import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** Flags as Node reads them, the rest in order. */
export function readArguments<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    const read = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { ok: true, value: read } as const;
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) } as const;
  }
}
