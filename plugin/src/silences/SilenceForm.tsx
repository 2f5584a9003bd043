import { css } from '@emotion/css';
import React, { type SyntheticEvent, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, TextArea, useStyles2 } from '@grafana/ui';
import type { Silence, SilenceMatcher } from '@tocsin/api';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { Card } from '../ui/Card';
import { room } from '../ui/room';
import { useNow } from '../ui/useNow';
import { BlastRadius } from './BlastRadius';
import { Consequence } from './Consequence';
import { newRow } from './draft';
import { HowLong } from './HowLong';
import { MatcherFields } from './MatcherFields';
import { MoreConditions } from './MoreConditions';
import { type Draft, useDraft } from './useDraft';
import { useKnownLabels } from './useKnownLabels';
import { fieldText } from './span';
import { bodyOf, useMakeSilence } from './useMakeSilence';
import { usePreview } from './usePreview';

/** Left what is to be silenced, right what that hides, live while it is typed. */
export function SilenceForm({ before }: { before?: Silence }) {
  const styles = useStyles2(getStyles);
  const { connected } = useLiveState();
  const { draft, matchers, fault, change } = useDraft(before);
  const preview = usePreview(matchers);
  const add = (matcher: SilenceMatcher) =>
    change({ rows: [...draft.rows.filter(({ name }) => name !== ''), newRow(matcher)] });
  const fields = (
    <Fields draft={draft} change={change} fault={fault ?? preview.refusal} hides={preview.shown?.now.total} />
  );
  return (
    <div className={styles.room}>
      <div className={styles.columns}>
        <Card title={before ? 'What it silences' : 'What to silence'} quietTitle>
          <Submitting draft={draft} before={before} preview={preview}>
            {fields}
          </Submitting>
        </Card>
        <BlastRadius preview={preview} asked={matchers.length > 0} past={!connected} add={add} />
      </div>
    </div>
  );
}

interface FieldsProps {
  draft: Draft;
  change(to: Partial<Draft>): void;
  fault?: string;
  hides?: number;
}

function Fields({ draft, change, fault, hides }: FieldsProps) {
  const styles = useStyles2(getStyles);
  const known = useKnownLabels();
  const now = useMinutes();
  const repeats = draft.repeat.kind !== 'never';
  return (
    <>
      <MatcherFields rows={draft.rows} known={known} set={(rows) => change({ rows })} fault={fault} />
      <HowLong span={draft.span} set={(span) => change({ span })} now={now} hides={hides} repeats={repeats} />
      <MoreConditions
        repeat={draft.repeat}
        setRepeat={(repeat) =>
          change({
            repeat,
            // What repeats has no end of its own that it could wait for.
            ...(repeat.kind !== 'never' && draft.span.preset === 'resolved'
              ? { span: untilNextMonth(draft, now) }
              : {}),
          })
        }
        unusedDays={draft.unusedDays}
        setUnusedDays={(unusedDays) => change({ unusedDays })}
        open={repeats || draft.unusedDays !== ''}
      />
      <Field
        label="Reason"
        required
        description="Stands in the ledger, and beside each alert that it hides."
        className={styles.reason}
      >
        <TextArea
          id="silence-reason"
          rows={2}
          value={draft.comment}
          onChange={({ currentTarget }) => change({ comment: currentTarget.value })}
        />
      </Field>
    </>
  );
}

interface SubmittingProps {
  draft: Draft;
  before?: Silence;
  preview: ReturnType<typeof usePreview>;
  children: React.ReactNode;
}

/** The fields stand in one form from the start: who may act is known a moment later, and takes nobody's place in it. */
function Submitting({ draft, before, preview, children }: SubmittingProps) {
  const styles = useStyles2(getStyles);
  const mayAct = useMayAct();
  const { make, sending, refusal } = useMakeSilence();
  const [missing, setMissing] = useState<string>();
  const [typed, setTyped] = useState('');
  const total = preview.shown?.now.total ?? 0;
  const unsure = preview.shown?.matchesAll === true && typed.trim() !== String(total);
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const body = bodyOf(draft, Date.now(), before?.state === 'expired' ? undefined : before?.id);
    const wrong =
      typeof body === 'string' ? body : unsure ? `Type ${total} to say that you mean every alert.` : undefined;
    setMissing(wrong);
    if (mayAct && typeof body !== 'string' && wrong === undefined) {
      make(body);
    }
  };
  return (
    <form onSubmit={onSubmit} className={styles.form} noValidate>
      {children}
      {mayAct && (
        <Consequence
          preview={preview}
          sending={sending}
          problem={refusal ?? missing}
          changing={before !== undefined && before.state !== 'expired'}
          typed={typed}
          setTyped={setTyped}
        />
      )}
    </form>
  );
}

/** Times in the form move by the minute: what stands there can be read. */
const useMinutes = (): number => Math.floor(useNow() / 10_000) * 10_000;

function untilNextMonth({ span }: Draft, now: number): Draft['span'] {
  return { ...span, preset: 'other', to: fieldText(now + 30 * 86_400_000) };
}

const getStyles = (theme: GrafanaTheme2) => ({
  room,
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    '@container (min-width: 860px)': { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1.2fr)' },
  }),
  form: css({ display: 'grid', gap: theme.spacing(2.5), gridTemplateColumns: 'minmax(0, 1fr)' }),
  reason: css({ margin: 0 }),
});
