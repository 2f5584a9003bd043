import { css } from '@emotion/css';
import React, { useEffect, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, TextArea, useStyles2 } from '@grafana/ui';
import type { OnCallProblem } from '@tocsin/api';
import { client } from '../api/client';
import { useToast } from '../ui/Toast';
import { FormDialog } from './FormDialog';
import { refusalOf } from './problems';
import { useChange } from './useChange';
import { useIsAdmin } from './useIsAdmin';

/** All of on call as a file, and back: people, teams, schedules, policies, automations, overrides. */
export function YamlButtons() {
  const isAdmin = useIsAdmin();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const download = async () => {
    try {
      const text = await client.exportOnCall({});
      const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = 'on-call.yml';
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      toast({ tone: 'failed', text: `There is no file: ${refusalOf(error).words}` });
    }
  };
  return isAdmin ? (
    <>
      <Button variant="secondary" fill="text" onClick={() => void download()}>
        Export as YAML
      </Button>
      <Button variant="secondary" fill="text" onClick={() => setOpen(true)}>
        Import YAML
      </Button>
      {open && <Import close={() => setOpen(false)} />}
    </>
  ) : null;
}

const PAUSE_MS = 400;

function useCheck(yaml: string) {
  const [problems, setProblems] = useState<{ yaml: string; found: readonly OnCallProblem[] }>();
  useEffect(() => {
    if (yaml.trim() === '') {
      return undefined;
    }
    let stopped = false;
    const timer = setTimeout(() => {
      client.checkOnCall({ body: { yaml } }).then(
        ({ problems: found }) => !stopped && setProblems({ yaml, found }),
        () => !stopped && setProblems(undefined)
      );
    }, PAUSE_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [yaml]);
  return problems?.yaml === yaml ? problems.found : undefined;
}

const sample = `schedules:
  - id: payments
    name: Payments
    time_zone: Europe/Berlin
    layers:
      - {id: weekly, turns: [mia, jonas], rotation: {unit: weeks}, starts_on: 2026-11-02T09:00}`;

function Import({ close }: { close(): void }) {
  const styles = useStyles2(getStyles);
  const [yaml, setYaml] = useState('');
  const { run, sending, refusal } = useChange();
  const found = useCheck(yaml);
  const errors = found?.filter(({ severity }) => severity === 'error') ?? [];
  const send = () =>
    run({
      send: () => client.importOnCall({ body: { yaml } }),
      done: ({ kept, unchanged }) => `${kept.length} kept, ${unchanged} were so already.`,
      after: close,
    });
  return (
    <FormDialog
      title="Import people, teams, schedules, policies"
      does="Keep all of it"
      ready={found !== undefined && errors.length === 0}
      sending={sending}
      refused={refusal?.words}
      close={close}
      send={() => void send()}
    >
      <Field
        label="As in a file of on_call"
        description="What is there already under the same id is replaced, if it was made here. Nothing is deleted."
        noMargin
      >
        <TextArea
          aria-label="YAML"
          rows={14}
          spellCheck={false}
          className={styles.code}
          placeholder={sample}
          value={yaml}
          onChange={({ currentTarget }) => setYaml(currentTarget.value)}
        />
      </Field>
      <ul className={styles.list} aria-live="polite">
        {found?.map(({ line, message, severity, path }) => (
          <li
            key={`${line} ${path.join('.')} ${message}`}
            className={severity === 'error' ? styles.error : styles.warning}
          >
            {line === undefined ? '' : `Line ${line}: `}
            {message}
          </li>
        ))}
        {found?.length === 0 && <li>Nothing is wrong with it.</li>}
      </ul>
    </FormDialog>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  code: css({ fontFamily: theme.typography.fontFamilyMonospace, fontSize: 12 }),
  list: css({ listStyle: 'none', fontSize: 13, marginTop: theme.spacing(1), overflowWrap: 'anywhere' }),
  error: css({ color: theme.colors.error.text }),
  warning: css({ color: theme.colors.warning.text }),
});
