import { lastValueFrom } from 'rxjs';
import { getBackendSrv } from '@grafana/runtime';
import { ApiError } from '@tocsin/api';
import { NoAnswer } from '../api/carry';
import { client } from '../api/client';

export type Settings = {
  /** Where Grafana's server reaches the alert service. */
  apiUrl?: string;
};

interface Save {
  readonly pluginId: string;
  readonly enabled: boolean;
  readonly pinned: boolean;
  readonly apiUrl: string;
  /** Only a new one is sent: what is stored stays otherwise. */
  readonly apiToken?: string;
}

export async function saveSettings({ pluginId, enabled, pinned, apiUrl, apiToken }: Save): Promise<void> {
  await lastValueFrom(
    getBackendSrv().fetch({
      url: `/api/plugins/${pluginId}/settings`,
      method: 'POST',
      showErrorAlert: false,
      showSuccessAlert: false,
      data: { enabled, pinned, jsonData: { apiUrl }, ...(apiToken ? { secureJsonData: { apiToken } } : {}) },
    })
  );
}

export interface Tested {
  readonly good: boolean;
  readonly text: string;
}

/** Asks the alert service who we are, the way the pages do, and says in words what came back. */
export async function testConnection(apiUrl: string): Promise<Tested> {
  try {
    const { version, person, role, remedy } = await client.getMe({});
    const who = person.known ? `as ${person.name}, who may ${role === 'viewer' ? 'look' : 'look and act'}` : '';
    const unknown = person.known
      ? ''
      : ` Who you are is not known to it, so pages can look and not act. ${remedy ?? ''}`;
    return { good: true, text: (`Tocsin ${version} answers ${who}`.trim() + `.${unknown}`).trim() };
  } catch (error) {
    return { good: false, text: whatIsWrong(error, apiUrl) };
  }
}

function whatIsWrong(error: unknown, apiUrl: string): string {
  const where = apiUrl || 'the address';
  if (error instanceof NoAnswer) {
    return `Nothing answers at ${where}. Is the alert service running, and can Grafana's server reach that address?`;
  }
  if (!(error instanceof ApiError)) {
    return error instanceof Error ? error.message : String(error);
  }
  if (error.status === 401 || error.status === 403) {
    return `The alert service refuses the token: ${error.message}. Enter one that it knows, then save.`;
  }
  if (error.status === 404) {
    return `Something answers at ${where}, but not Tocsin. Give the address without a path, for example http://localhost:9093.`;
  }
  return `${where} answered in a way Tocsin does not: ${error.message}.`;
}
