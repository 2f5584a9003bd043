import { z } from 'zod';
import { revealed } from '#channels/credentials';
import type { SafeFetch } from '#channels/safe-fetch';
import type { GrafanaAnnotations } from '#config/changes-config';
import { Annotations, type Written } from './annotation.ts';

const patienceMs = 10_000;
const mostRead = 500;

export interface Grafana {
  read(
    settings: GrafanaAnnotations,
    span: { readonly from: number; readonly to: number },
  ): Promise<z.output<typeof Annotations>>;
  /** Makes one, or changes the one with this id. Resolves with its id. */
  write(settings: GrafanaAnnotations, written: Written, id?: number): Promise<number | undefined>;
}

const Made = z.object({ id: z.number().optional() });

/** Its annotations over the HTTP API. Rejects with what to change. */
export function createGrafana(fetch: SafeFetch): Grafana {
  const ask = async (
    settings: GrafanaAnnotations,
    path: string,
    more: { method?: string; body?: unknown } = {},
  ) => {
    const { url, token, tls } = settings;
    const response = await fetch(`${url.replace(/\/+$/u, '')}/api/annotations${path}`, {
      method: more.method ?? 'GET',
      headers: { authorization: `Bearer ${revealed(token)}`, 'content-type': 'application/json' },
      ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
      http: { followRedirects: false, ...(tls && { tls }) },
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    if (response.ok) return jsonOf(text);
    throw new Error(`Grafana answers ${response.status}${remedies[response.status] ?? ''}`);
  };
  return {
    async read(settings, { from, to }) {
      const tags = settings.tags.map((tag) => `&tags=${encodeURIComponent(tag)}`).join('');
      const asked = `?type=annotation&from=${from}&to=${to}&limit=${mostRead}${tags}`;
      return Annotations.parse(await ask(settings, asked));
    },
    async write(settings, written, id) {
      const [method, path] = id === undefined ? ['POST', ''] : ['PATCH', `/${id}`];
      return Made.parse(await ask(settings, path, { method, body: written })).id ?? id;
    },
  };
}

/** A page of a proxy that asks for a login is no answer of Grafana, though it says 200. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('what answers at url of changes.grafana is not Grafana: it sends no JSON');
  }
}

const remedies: Readonly<Record<number, string>> = {
  401: ': check the token of changes.grafana in tocsin.yml',
  403: ': the service account may not do this; Viewer reads annotations, Editor writes them',
  404: ': check url of changes.grafana in tocsin.yml',
};
