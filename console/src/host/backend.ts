import { AppEvents, type EventBus } from '@grafana/data';
import type { BackendSrv, BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { lastValueFrom, map, Observable, type Subscriber } from 'rxjs';
import { addressWith, asFailure, readBody, refusal, type RequestFailed, wordsIn } from './answers.ts';
import { settingsOf } from './settings.ts';

/** Where the console's answer to Grafana's plugin proxy leads: to the alert service that served the page. */
const proxied = /^\/?api\/plugin-proxy\/[^/]+\/tocsin\//;

/**
 * Grafana's backendSrv for one service: same origin, nobody to sign in, no data sources behind it.
 * A request with the `requestId` of one still under way takes its place.
 */
export class ConsoleBackend implements BackendSrv {
  private readonly base: string;
  private readonly events: EventBus;
  private readonly underWay = new Map<string, AbortController>();

  constructor(base: string, events: EventBus) {
    this.base = base;
    this.events = events;
  }

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    return this.send<T>(options, async (response, subscriber) => {
      const data = await readBody(response, options.responseType);
      if (!response.ok) throw refusal(response, data, options);
      subscriber.next(answer<T>(response, data, options));
      this.tellSuccess(options, data);
    });
  }

  chunked(options: BackendSrvRequest): Observable<FetchResponse<Uint8Array | undefined>> {
    return this.send<Uint8Array | undefined>(options, async (response, subscriber) => {
      if (!response.ok) throw refusal(response, await readBody(response, 'json'), options);
      const reader = response.body?.getReader();
      while (reader) {
        const { done, value } = await reader.read();
        subscriber.next(answer<Uint8Array | undefined>(response, value, options));
        if (done || subscriber.closed) return;
      }
    });
  }

  request<T>(options: BackendSrvRequest): Promise<T> {
    return lastValueFrom(this.fetch<T>(options).pipe(map((response) => response.data)));
  }

  datasourceRequest<T>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(options));
  }

  // eslint-disable-next-line max-params -- Grafana's signature
  get<T>(
    url: string,
    params?: BackendSrvRequest['params'],
    requestId?: string,
    options?: Partial<BackendSrvRequest>,
  ): Promise<T> {
    return this.request<T>({
      ...options,
      method: 'GET',
      url,
      ...(params ? { params } : {}),
      ...(requestId ? { requestId } : {}),
    });
  }

  delete<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'DELETE', url, data });
  }

  post<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'POST', url, data });
  }

  patch<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PATCH', url, data });
  }

  put<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PUT', url, data });
  }

  private send<T>(
    options: BackendSrvRequest,
    read: (response: Response, subscriber: Subscriber<FetchResponse<T>>) => Promise<void>,
  ): Observable<FetchResponse<T>> {
    return new Observable((subscriber) => {
      const controller = this.take(options);
      this.ask(options, controller.signal)
        .then((response) => read(response, subscriber))
        .then(() => subscriber.complete())
        .catch((error: unknown) => {
          const failure = asFailure(error, options);
          if (!failure.cancelled) this.tellFailure(options, failure);
          subscriber.error(failure);
        });
      return () => controller.abort();
    });
  }

  private take(options: BackendSrvRequest): AbortController {
    const controller = new AbortController();
    options.abortSignal?.addEventListener('abort', () => controller.abort(), { once: true });
    if (options.requestId) {
      this.underWay.get(options.requestId)?.abort();
      this.underWay.set(options.requestId, controller);
    }
    return controller;
  }

  private async ask(options: BackendSrvRequest, signal: AbortSignal): Promise<Response> {
    const own = settingsOf(options);
    if (own) return own;
    const data: unknown = options.method === 'GET' ? undefined : options.data;
    const isJson =
      data !== undefined && data !== null && typeof data !== 'string' && !(data instanceof FormData);
    return fetch(this.address(options), {
      method: options.method ?? 'GET',
      headers: {
        Accept: 'application/json, text/plain, */*',
        ...(isJson ? { 'Content-Type': 'application/json' } : {}),
        ...options.headers,
      },
      body:
        typeof data === 'string' || data instanceof FormData ? data : isJson ? JSON.stringify(data) : null,
      signal,
    });
  }

  private address({ url, params }: BackendSrvRequest): string {
    const path = url.startsWith(`${this.base}/`) ? url.slice(this.base.length) : url;
    if (/^https?:/.test(path)) return addressWith(path, params);
    return addressWith(`${this.base}/${path.replace(proxied, '').replace(/^\//, '')}`, params);
  }

  private tellSuccess(options: BackendSrvRequest, data: unknown): void {
    if (options.method === 'GET' || options.showSuccessAlert === false) return;
    const message = typeof data === 'object' && data !== null && 'message' in data ? data.message : undefined;
    if (typeof message !== 'string') return;
    this.events.publish({ type: AppEvents.alertSuccess.name, payload: [message] });
  }

  private tellFailure(options: BackendSrvRequest, failure: RequestFailed): void {
    if (options.showErrorAlert === false) return;
    const words = wordsIn(failure.data) ?? `The alert service answered ${failure.status}`;
    this.events.publish({ type: AppEvents.alertError.name, payload: [words] });
  }
}

function answer<T>(response: Response, data: unknown, config: BackendSrvRequest): FetchResponse<T> {
  const { status, statusText, ok, headers, redirected, type, url } = response;
  return { data: named<T>(data), status, statusText, ok, headers, redirected, type, url, config };
}

/** Who asks through backendSrv names the type of the answer; nothing here can check it. */
function named<T>(data: unknown): T;
function named(data: unknown): unknown {
  return data;
}
