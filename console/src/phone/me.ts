import { getBackendSrv } from '@grafana/runtime';
import { z } from 'zod';

const MyOnCall = z.object({
  person: z.string().optional(),
  name: z.string(),
  hint: z.string().optional(),
  contacts: z.array(z.object({ id: z.string(), kind: z.string(), state: z.string() })),
});
export type MyOnCall = z.output<typeof MyOnCall>;

const PushKey = z.object({ key: z.string() });
const Refusal = z.object({ data: z.object({ title: z.string(), detail: z.string().optional() }) });

const root = 'api/tocsin/v1';
const quiet = { showErrorAlert: false };

const posted = (path: string, body: object): Promise<unknown> =>
  getBackendSrv().post<unknown>(`${root}${path}`, body, quiet);

/** Myself, as on call knows me. */
export const me = {
  read: async (): Promise<MyOnCall> =>
    MyOnCall.parse(await getBackendSrv().get<unknown>(`${root}/me/on-call`, undefined, undefined, quiet)),
  pushKey: async (): Promise<string> =>
    PushKey.parse(await getBackendSrv().get<unknown>(`${root}/me/push`, undefined, undefined, quiet)).key,
  add: (id: string, subscription: string): Promise<unknown> =>
    posted('/me/contacts', { id, kind: 'push', address: subscription }),
  askCode: (id: string): Promise<unknown> => posted(`/me/contacts/${encodeURIComponent(id)}/ask`, {}),
  prove: (id: string, code: string): Promise<unknown> =>
    posted(`/me/contacts/${encodeURIComponent(id)}/prove`, { code }),
};

/** What a request was refused with, or what failed in the browser, in words. */
export function wordsOf(error: unknown): string {
  const refused = Refusal.safeParse(error).data?.data;
  if (refused) return refused.detail ?? refused.title;
  return error instanceof Error ? error.message : 'The alert service does not answer: try again in a moment.';
}
