import { Counter, Gauge, type Registry } from 'prom-client';
import type { HttpClient } from '../service/client-metrics.ts';
import { providers, type Provider } from './provider.ts';

/** Calls the providers and remembers what they said about the allowance. */
export class ExternalClient {
  readonly #baseUrl: string;
  readonly #http: HttpClient;
  readonly #requests: Counter<'provider' | 'status'>;
  readonly #remaining: Gauge<'provider'>;
  readonly #limit: Gauge<'provider'>;

  constructor(baseUrl: string, http: HttpClient, registry: Registry) {
    const registers = [registry];
    this.#baseUrl = baseUrl;
    this.#http = http;
    this.#requests = new Counter({
      name: 'external_api_requests_total',
      help: 'Requests to external APIs by their answer.',
      labelNames: ['provider', 'status'],
      registers,
    });
    this.#remaining = new Gauge({
      name: 'external_api_rate_limit_remaining',
      help: 'Requests that the external API still allows.',
      labelNames: ['provider'],
      registers,
    });
    this.#limit = new Gauge({
      name: 'external_api_rate_limit_limit',
      help: 'Requests that the external API allows when nothing is used up.',
      labelNames: ['provider'],
      registers,
    });
    for (const provider of providers)
      for (const status of ['200', '429']) this.#requests.inc({ provider, status }, 0);
  }

  /** The share of the allowance that is left. */
  async call(provider: Provider): Promise<number> {
    const response = await this.#http.fetch(provider, `${this.#baseUrl}/${provider}`);
    await response.arrayBuffer();
    const left = Number(response.headers.get('x-ratelimit-remaining'));
    const limit = Number(response.headers.get('x-ratelimit-limit'));
    this.#requests.inc({ provider, status: String(response.status) });
    this.#remaining.set({ provider }, left);
    this.#limit.set({ provider }, limit);
    return left / limit;
  }
}
