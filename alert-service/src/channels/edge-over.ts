import type { HttpSettings } from '#config/http-settings';
import type { Edge } from './channel.ts';

/** An edge whose requests all go as this http_config says; the secrets that go with them are added to `secrets`. */
export const edgeOver = (http: HttpSettings | undefined, edge: Edge, secrets: string[]): Edge =>
  http === undefined
    ? edge
    : {
        ...edge,
        fetch: (url, init) =>
          edge.fetch(url, { ...init, http, hide: (...found) => void secrets.push(...found) }),
      };
