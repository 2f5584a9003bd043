import { css } from '@emotion/css';
import React, { type SyntheticEvent, useState } from 'react';
import type { AppPluginMeta, GrafanaTheme2, PluginConfigPageProps } from '@grafana/data';
import { isFetchError } from '@grafana/runtime';
import { Button, Field, Icon, Input, SecretInput, useStyles2 } from '@grafana/ui';
import { saveSettings, type Settings, testConnection, type Tested } from './settings';

export type ConfigurationProps = PluginConfigPageProps<AppPluginMeta<Settings>>;

/** Where the alert service is, and the token that opens it. */
export function ConfigurationPage({ plugin: { meta } }: ConfigurationProps) {
  const styles = useStyles2(getStyles);
  const { apiUrl, setApiUrl, token, setToken, tokenKept, forgetToken, busy, result, save, test } = useSettings(meta);
  const wrong = addressProblem(apiUrl);
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    save();
  };
  return (
    <form onSubmit={onSubmit} className={styles.form}>
      <Field
        label="Address of the alert service"
        description="As Grafana's server reaches it, without a path."
        invalid={apiUrl !== '' && wrong !== undefined}
        error={wrong}
      >
        <Input
          id="tocsin-address"
          width={60}
          value={apiUrl}
          placeholder="http://localhost:9093"
          onChange={({ currentTarget }) => setApiUrl(currentTarget.value.trim())}
        />
      </Field>
      <Field label="Token" description="Kept by Grafana, encrypted; it never comes back to the browser.">
        <SecretInput
          id="tocsin-token"
          width={60}
          value={token}
          isConfigured={tokenKept}
          placeholder="One that the alert service knows"
          onChange={({ currentTarget }) => setToken(currentTarget.value.trim())}
          onReset={forgetToken}
        />
      </Field>
      <div className={styles.buttons}>
        <Button type="submit" disabled={busy || apiUrl === '' || wrong !== undefined}>
          Save and test
        </Button>
        <Button variant="secondary" disabled={busy} onClick={test}>
          Test connection
        </Button>
      </div>
      <Result busy={busy} result={result} />
    </form>
  );
}

function useSettings(meta: AppPluginMeta<Settings>) {
  const [apiUrl, setApiUrl] = useState(meta.jsonData?.apiUrl ?? '');
  const [savedUrl, setSavedUrl] = useState(apiUrl);
  const [token, setToken] = useState('');
  const [tokenKept, setTokenKept] = useState(Boolean(meta.secureJsonFields?.apiToken));
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Tested>();

  const run = async (work: () => Promise<Tested>) => {
    setBusy(true);
    setResult(undefined);
    try {
      setResult(await work());
    } catch (error) {
      setResult({ good: false, text: `Not saved: ${saveProblem(error)}` });
    }
    setBusy(false);
  };
  const saveAndTest = async (): Promise<Tested> => {
    const { id, enabled = true, pinned = true } = meta;
    await saveSettings({ pluginId: id, enabled, pinned, apiUrl, apiToken: tokenKept ? undefined : token });
    setSavedUrl(apiUrl);
    setTokenKept(tokenKept || token !== '');
    setToken('');
    const tested = await testConnection(apiUrl);
    return { ...tested, text: `Saved. ${tested.text}` };
  };
  return {
    ...{ apiUrl, setApiUrl, token, setToken, tokenKept, busy, result },
    forgetToken: () => setTokenKept(false),
    save: () => void run(saveAndTest),
    test: () => void run(() => testConnection(savedUrl)),
  };
}

function Result({ busy, result }: { busy: boolean; result?: Tested }) {
  const styles = useStyles2(getStyles);
  return (
    <div role="status" aria-live="polite" className={styles.result}>
      {busy && 'Asking the alert service…'}
      {result && (
        <>
          <Icon
            name={result.good ? 'check-circle' : 'exclamation-triangle'}
            className={result.good ? styles.good : styles.bad}
          />
          <span>{result.text}</span>
        </>
      )}
    </div>
  );
}

function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    return 'Begin with http:// or https://, for example http://localhost:9093.';
  }
  return address.includes('/api/') ? 'Leave out /api and what follows: the app adds it.' : undefined;
}

function saveProblem(error: unknown): string {
  if (isFetchError<unknown>(error)) {
    return error.status === 403
      ? 'only an administrator of this Grafana may change it.'
      : `Grafana answered ${error.status || 'nothing'}.`;
  }
  return error instanceof Error ? error.message : String(error);
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ maxWidth: 640 }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  result: css({
    display: 'flex',
    gap: theme.spacing(1),
    alignItems: 'flex-start',
    minHeight: 24,
    marginTop: theme.spacing(2),
  }),
  good: css({ color: theme.colors.success.text, flex: 'none' }),
  bad: css({ color: theme.colors.warning.text, flex: 'none' }),
});
