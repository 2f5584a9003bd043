import { useEffect, useState } from 'react';
import { lastValueFrom } from 'rxjs';
import { getBackendSrv, isFetchError } from '@grafana/runtime';
import { SERVICE_BASE } from '../constants';

/** What the alert service last said. The last good answer stays when a later one fails. */
export interface Answered<T> {
  readonly data?: T;
  readonly dataAt?: number;
  /** In words, with what is known nevertheless. */
  readonly error?: string;
}

/**
 * A panel asks the alert service through the app's proxy, so the dashboard needs no data source for it. The answer is not
 * checked here: the app's own client does that, and would weigh more than the panel.
 */
export function useAnswer<T>(path: string, everyMs: number): Answered<T> {
  const [answered, setAnswered] = useState<Answered<T> & { readonly path: string }>({ path });
  useEffect(() => {
    let stopped = false;
    const ask = async () => {
      try {
        const { data } = await lastValueFrom(
          getBackendSrv().fetch<T>({ url: `${SERVICE_BASE}${path}`, showErrorAlert: false, showSuccessAlert: false })
        );
        if (!stopped) {
          setAnswered({ path, data, dataAt: Date.now() });
        }
      } catch (error) {
        if (!stopped) {
          setAnswered((before) => ({ ...(before.path === path ? before : { path }), error: wordsOf(error) }));
        }
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), everyMs);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [path, everyMs]);
  return answered.path === path ? answered : {};
}

function wordsOf(error: unknown): string {
  if (!isFetchError<{ title?: string; detail?: string } | undefined>(error)) {
    return 'Tocsin does not answer';
  }
  const said = error.data?.title;
  if (said) {
    return error.data?.detail ? `${said}: ${error.data.detail}` : said;
  }
  return error.status === 404
    ? 'The Tocsin app is not enabled here, or its alert service is older than this panel'
    : `Tocsin does not answer (${error.status || 'no connection'})`;
}
