import { delimiter } from 'node:path';
import { fromDebian } from './debian.ts';
import { findPrograms } from './find-programs.ts';
import { fromHomebrew } from './homebrew.ts';

/** A server that we run for real but do not ship: where each package system keeps it. */
export interface RealServer {
  name: string;
  /** The programs we call, as they are named on a PATH. */
  programs: readonly string[];
  /** Debian's packages, shared libraries that a slim system lacks included. */
  debian: readonly string[];
  /** Libraries that have other names in other releases: taken where there are such. */
  debianIfAny?: readonly string[];
  homebrew: string;
  /** What a person can do when neither way works. */
  remedy: string;
}

export interface FoundServer {
  /** Absolute path of each program. */
  paths: ReadonlyMap<string, string>;
  /** To be laid over the environment of the child: `{ ...process.env, ...env }`. */
  env: Record<string, string>;
  from: 'PATH' | 'debian' | 'homebrew';
}

export interface EnsureOptions {
  onProgress?: (message: string) => void;
  cacheDir?: string;
  searchPath?: string;
}

export async function ensureServer(server: RealServer, options: EnsureOptions = {}): Promise<FoundServer> {
  const searchPath = options.searchPath ?? process.env['PATH'] ?? '';
  const onPath = await findPrograms(server.programs, searchPath.split(delimiter).filter(Boolean));
  if (onPath) return { paths: onPath, env: {}, from: 'PATH' };
  const reasons: string[] = [];
  for (const way of [fromDebian, fromHomebrew]) {
    const result = await way(server, options);
    if (typeof result !== 'string') return result;
    reasons.push(result);
  }
  throw new Error(
    `${server.name} is not on the PATH and could not be fetched: ${reasons.join('; ')}. ${server.remedy}`,
  );
}
