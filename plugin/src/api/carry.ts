import { lastValueFrom } from 'rxjs';
import { getTimeZone } from '@grafana/data';
import { getBackendSrv, isFetchError } from '@grafana/runtime';
import { type Carry, timeZoneHeader } from '@tocsin/api';
import { SERVICE_BASE } from '../constants';

/** The request did not reach the alert service: what it does now is not known from here. */
export class NoAnswer extends Error {
  readonly status: number;
  constructor(status: number) {
    super(status === 0 ? 'Tocsin does not answer' : `Tocsin does not answer (${status} from the proxy)`);
    this.name = 'NoAnswer';
    this.status = status;
  }
}

const proxyFailures = new Set([0, 502, 503, 504]);

/** Grafana's backendSrv carries requests, so that sign-in, proxy and sub-path are Grafana's business. */
export const carry: Carry = async ({ method, path, body, headers }) => {
  try {
    const answer = await lastValueFrom(
      getBackendSrv().fetch<unknown>({
        url: `${SERVICE_BASE}${path}`,
        method,
        data: body,
        headers: { ...headers, [timeZoneHeader]: zoneName() },
        showErrorAlert: false,
        showSuccessAlert: false,
      })
    );
    return { status: answer.status, body: answer.data };
  } catch (error) {
    if (!isFetchError<unknown>(error)) {
      throw new NoAnswer(0);
    }
    if (proxyFailures.has(error.status) && !isProblem(error.data)) {
      throw new NoAnswer(error.status);
    }
    return { status: error.status, body: error.data };
  }
};

/** Where the reader is, or chose to be: what the service says in sentences has the times that the page shows. */
function zoneName(): string {
  const chosen = getTimeZone();
  return chosen === 'browser' || chosen === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : chosen;
}

/** The service itself speaks problem+json; a proxy does not. */
function isProblem(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'title' in body && 'type' in body;
}
