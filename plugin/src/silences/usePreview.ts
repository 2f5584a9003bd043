import { useEffect, useState } from 'react';
import { getTimeZone } from '@grafana/data';
import { ApiError, type SilencePreview } from '@tocsin/api';
import { type Matcher, printMatchers } from '@tocsin/model/written-matchers';
import { client } from '../api/client';
import { type Resource, useResource } from '../api/useResource';

const PAUSE_MS = 250;
const EVERY_MS = 15_000;

export interface Preview {
  readonly resource: Resource<SilencePreview | undefined>;
  /** The newest that came; of earlier matchers while those of now are asked for. */
  readonly shown?: SilencePreview;
  /** Whether `shown` speaks of the matchers as they stand. */
  readonly current: boolean;
  /** What is wrong with the matchers, in the service's words. */
  readonly refusal?: string;
}

/** What a silence would hide, live while it is typed. */
export function usePreview(matchers: readonly Matcher[]): Preview {
  const text = printMatchers(matchers);
  const asked = useSettled({ text, matchers });
  const resource = useResource(() => ask(asked.matchers), {
    key: `preview ${asked.text}`,
    everyMs: EVERY_MS,
    touchedBy: ({ alerts, kinds }) => alerts.length > 0 || kinds.includes('silence'),
  });
  const [kept, setKept] = useState<SilencePreview>();
  if (resource.data && resource.data !== kept) {
    setKept(resource.data);
  }
  const refused = resource.error instanceof ApiError && resource.error.status === 400;
  return {
    resource,
    shown: matchers.length === 0 ? undefined : (resource.data ?? kept),
    current: resource.data !== undefined && asked.text === text && !resource.error,
    refusal: refused && asked.text === text ? resource.error?.message : undefined,
  };
}

const ask = async (matchers: readonly Matcher[]): Promise<SilencePreview | undefined> =>
  matchers.length === 0
    ? undefined
    : client.previewSilence({ body: { matchers: [...matchers], timeZone: timeZoneName() } });

/** A pause in typing is awaited, so that half a word is not asked for. */
function useSettled<T extends { readonly text: string }>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled((before) => (before.text === value.text ? before : value)), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return settled;
}

/** Grafana says "browser" and "utc" where the service wants a name. */
export function timeZoneName(): string {
  const zone = getTimeZone();
  if (zone === 'utc') {
    return 'UTC';
  }
  return zone === 'browser' || zone === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
}
