import { readFile } from 'node:fs/promises';
import { inState } from '../checkout.ts';
import type { RunFile } from './run-file.ts';

/** Tells Tocsin that a version of a service was deployed just now; or the reason why it could not be told. */
export async function tellDeployment(
  { addresses }: RunFile,
  { service, version }: { service: string; version: string },
): Promise<string | undefined> {
  const token = await readFile(inState('config', 'deploy-token'), 'utf8').catch(() => '');
  const answer = await fetch(`${addresses.service}/api/tocsin/v1/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token.trim()}` },
    body: JSON.stringify({
      kind: 'deployment',
      title: `${service} ${version} deployed`,
      service,
      version,
      outcome: 'success',
    }),
    signal: AbortSignal.timeout(5000),
  }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof answer === 'string') return answer;
  return answer.ok ? undefined : `status ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
}
