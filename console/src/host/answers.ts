import type { BackendSrvRequest, FetchError } from '@grafana/runtime';

/** The body as Grafana's backendSrv hands it out: JSON where it is JSON, else the text. */
export async function readBody(
  response: Response,
  type: BackendSrvRequest['responseType'],
): Promise<unknown> {
  if (type === 'arraybuffer') return response.arrayBuffer();
  if (type === 'blob') return response.blob();
  const text = await response.text();
  if (type === 'text') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface Failure {
  readonly status: number;
  readonly statusText: string;
  readonly data: unknown;
}

/** Grafana's FetchError, with a stack besides. */
export class RequestFailed extends Error implements FetchError<unknown> {
  readonly status: number;
  readonly statusText: string;
  readonly data: unknown;
  readonly config: BackendSrvRequest;
  readonly cancelled: boolean;
  isHandled = false;

  constructor({ status, statusText, data }: Failure, config: BackendSrvRequest) {
    super(wordsIn(data) ?? statusText);
    this.name = 'RequestFailed';
    this.status = status;
    this.statusText = statusText;
    this.data = data;
    this.config = config;
    this.cancelled = status === -1;
  }
}

export function refusal(
  { status, statusText }: Response,
  data: unknown,
  config: BackendSrvRequest,
): RequestFailed {
  const shaped = typeof data === 'object' && data !== null ? data : { message: String(data) };
  return new RequestFailed({ status, statusText, data: shaped }, config);
}

/** The service could not be asked: status 0, as Grafana has it; -1 where the asker gave up. */
export function asFailure(error: unknown, config: BackendSrvRequest): RequestFailed {
  if (error instanceof RequestFailed) return error;
  const gaveUp = error instanceof DOMException && error.name === 'AbortError';
  const statusText = gaveUp ? 'Request was aborted' : 'Network failure';
  const message = gaveUp ? statusText : 'The alert service does not answer';
  return new RequestFailed({ status: gaveUp ? -1 : 0, statusText, data: { message } }, config);
}

export function wordsIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(data));
  const words = ['detail', 'message', 'title'].map((name) => fields.get(name));
  return words.find((value) => typeof value === 'string' && value !== '')?.toString();
}

export function addressWith(address: string, params: Readonly<Record<string, unknown>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (typeof one === 'string') search.append(name, one);
      else if (typeof one === 'number' || typeof one === 'boolean') search.append(name, String(one));
    }
  }
  const text = search.toString();
  if (!text) return address;
  return `${address}${address.includes('?') ? '&' : '?'}${text}`;
}
