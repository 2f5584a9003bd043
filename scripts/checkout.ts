import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder of this checkout, and where it keeps what it makes: both are git-ignored. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
export const inRoot = (...path: string[]): string => join(root, ...path);
const stateFolder = process.env['TOCSIN_DEMO_STATE'] ?? join(root, '.tocsin');
/**
 * Of a running demo: its state, data, logs and written configuration. With a folder of its own (TOCSIN_DEMO_STATE)
 * one more can run beside it.
 */
export const inState = (...path: string[]): string => join(stateFolder, ...path);
