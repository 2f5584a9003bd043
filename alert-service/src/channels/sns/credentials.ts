import type { SnsSettings } from '#config/sns-config';
import type { SNSClientConfig } from '@aws-sdk/client-sns';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Edge } from '../channel.ts';
import type { Line } from '../http-line.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

interface Around {
  /** What a client of AWS is made with: the way out, the region and the profile. */
  readonly shared: Pick<SNSClientConfig, 'requestHandler' | 'maxAttempts' | 'region' | 'profile'>;
  readonly edge: Edge;
  readonly line: Line;
}

const earlierMs = 5 * 60_000;
/** Those that end at a time, until shortly before it: not every message asks for a role anew. */
const known = new WeakMap<SnsSettings, Credentials>();

export async function credentialsFor(settings: SnsSettings, around: Around): Promise<Credentials> {
  const { edge } = around;
  const had = known.get(settings);
  if (had?.expiration && had.expiration.getTime() - edge.clock.now() > earlierMs) return had;
  const found = await withSignal(sought(settings, around), edge.signal);
  if (found.expiration) known.set(settings, found);
  return found;
}

async function sought({ sigv4 }: SnsSettings, { shared, line }: Around): Promise<Credentials> {
  const { accessKey, secretKey, profile, roleArn, externalId } = sigv4;
  const own = secretKey && { accessKeyId: accessKey, secretAccessKey: line.reveal(secretKey) };
  const chain = fromNodeProviderChain(profile ? { profile } : {});
  if (!roleArn) return own ?? chain();
  const role = fromTemporaryCredentials({
    masterCredentials: own ?? chain,
    params: { RoleArn: roleArn, RoleSessionName: 'tocsin', ...(externalId && { ExternalId: externalId }) },
    clientConfig: shared,
  });
  return role();
}

/** Where AWS's tools look may be a machine that does not answer. */
function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(Error.isError(signal.reason) ? signal.reason : new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
