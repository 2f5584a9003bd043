import type { SnsSettings } from '#config/sns-config';
import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import { z } from 'zod';
import type { Edge, Message, Outcome } from '../channel.ts';
import { aimed, type Line, type Reply } from '../http-line.ts';
import { Refusal } from '../outcome.ts';
import { credentialsFor } from './credentials.ts';
import { handlerOn } from './handler.ts';
import type { Publication } from './publication.ts';

interface Around {
  readonly message: Message;
  readonly settings: SnsSettings;
  readonly edge: Edge;
  readonly line: Line;
}

/** One attempt: AWS's client signs and reads, our own way out carries it, and nothing is repeated here. */
export async function published(publication: Publication, around: Around): Promise<Outcome> {
  const { settings, edge, line } = around;
  const replies: Reply[] = [];
  const requestHandler = handlerOn(line, settings.http, replies);
  const client = new SNSClient(await configOf(around, requestHandler));
  try {
    await client.send(new PublishCommand(publication), { abortSignal: edge.signal });
    return { kind: 'done' };
  } catch (error) {
    return outcomeOf(error, { reply: replies.at(-1), line });
  } finally {
    client.destroy();
  }
}

type Handler = ReturnType<typeof handlerOn>;

async function configOf(
  { message, settings, edge, line }: Around,
  requestHandler: Handler,
): Promise<SNSClientConfig> {
  const { region, profile } = settings.sigv4;
  const endpoint = aimed(settings.apiUrl, { what: 'api_url', message, edge });
  const shared = {
    requestHandler,
    maxAttempts: 1,
    ...(region && { region }),
    ...(profile && { profile }),
  };
  const credentials = async () => {
    const found = await credentialsFor(settings, { shared, edge, line });
    line.hide(found.secretAccessKey, found.sessionToken ?? '');
    return found;
  };
  return { ...shared, ...(endpoint && { endpoint }), credentials };
}

const ServiceError = z.object({
  $fault: z.enum(['client', 'server']),
  name: z.string(),
  message: z.string(),
});
const throttled = /Throttl|TooManyRequests|LimitExceeded/u;

function outcomeOf(
  error: unknown,
  { reply, line }: { readonly reply: Reply | undefined; readonly line: Line },
): Outcome {
  if (Error.isError(error) && error.message === 'Region is missing')
    throw new Refusal('no region is known: add region to sigv4, or set AWS_REGION');
  if (!reply || reply.outcome.kind === 'done') throw error;
  const said = ServiceError.safeParse(error).data;
  const name = said?.name ?? '';
  const body = said ? `${name}: ${said.message}` : reply.body;
  // SNS throttles with 400 as well.
  const judged = line.judged({ status: throttled.test(name) ? 429 : reply.status, body });
  const { retryAfterMs } = { retryAfterMs: undefined, ...reply.outcome };
  return judged.kind === 'retry' && retryAfterMs !== undefined ? { ...judged, retryAfterMs } : judged;
}
