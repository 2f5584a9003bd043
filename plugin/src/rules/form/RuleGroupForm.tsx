import { css } from '@emotion/css';
import React, { type FocusEvent, type SyntheticEvent, useMemo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { DataSource, KeptRuleGroup } from '@tocsin/api';
import { useMayAct } from '../../api/LiveProvider';
import { Card } from '../../ui/Card';
import { room } from '../../ui/room';
import { Conflict } from './Conflict';
import { type Faults, faultsOf, FaultsProvider } from './faults';
import { GroupFields } from './GroupFields';
import { RuleList } from './RuleList';
import { SaveBar } from './SaveBar';
import { Trial } from './Trial';
import { type GroupDraftState, useGroupDraft } from './useGroupDraft';
import { type RuleCheck, useRuleCheck } from './useRuleCheck';
import { type Refusal, useSaveRuleGroup } from './useSaveRuleGroup';

interface Props {
  /** As it is kept now; absent: a new one is made. */
  newest?: KeptRuleGroup;
  sources: readonly DataSource[];
}

/** Left the fields of a rule file, right what the rule that is open would do now. */
export function RuleGroupForm({ newest, sources }: Props) {
  const styles = useStyles2(getStyles);
  const state = useGroupDraft(newest);
  const { draft, written, seen, change } = state;
  const [open, setOpen] = useState<number | undefined>(draft.rules[0]?.key);
  const index = draft.rules.findIndex(({ key }) => key === open);
  const check = useRuleCheck({ group: written, id: newest?.id, only: index === -1 ? undefined : index });
  const saving = useSaveRuleGroup(state.forget);
  const refusal = saving.refusal?.group === written ? saving.refusal : undefined;
  const { faults, onBlur, showAll } = useSeenFaults(state, check, refusal?.errors);
  const startOver = (kept: KeptRuleGroup | undefined) => {
    state.refill(kept);
    setOpen(undefined);
  };
  const theirs = newest !== undefined && newest.version !== seen && !saving.sending ? newest : undefined;
  return (
    <FaultsProvider value={faults}>
      <form className={styles.room} onSubmit={keepWriting} onBlur={onBlur} noValidate>
        {theirs && seen !== undefined && (
          <Conflict
            seen={seen}
            newest={theirs}
            keepMine={() => state.goOnFrom(theirs.version)}
            takeTheirs={() => startOver(theirs)}
          />
        )}
        {state.back && <Back startOver={() => startOver(newest)} />}
        <div className={styles.columns}>
          <div className={styles.left}>
            <Card title="The group" quietTitle>
              <GroupFields draft={draft} sources={sources} change={change} />
            </Card>
            <Card title="Rules" note="one after the other, in this order">
              <RuleList rules={draft.rules} set={(rules) => change({ rules })} open={open} setOpen={setOpen} />
            </Card>
          </div>
          <div className={styles.right}>
            <Trial check={check} rule={draft.rules[index]} index={index} source={draft.source} />
          </div>
          <div className={styles.save}>
            <Submitting
              {...{ state, check, saving, refusal, showAll }}
              undecided={theirs !== undefined}
              before={newest && seen ? { id: newest.id, version: seen } : undefined}
            />
          </div>
        </div>
      </form>
    </FaultsProvider>
  );
}

function Back({ startOver }: { startOver(): void }) {
  const styles = useStyles2(getStyles);
  return (
    <p role="status" className={styles.back}>
      What you wrote here before is back; it is not saved yet.
      <Button size="sm" fill="text" onClick={startOver}>
        Start over
      </Button>
    </p>
  );
}

/** The return key in a field saves nothing: rules page people. */
const keepWriting = (event: SyntheticEvent) => event.preventDefault();

interface SubmittingProps {
  state: GroupDraftState;
  check: RuleCheck;
  saving: Pick<ReturnType<typeof useSaveRuleGroup>, 'save' | 'sending'>;
  refusal: Refusal | undefined;
  /** Somebody changed it meanwhile, and what becomes of that is not chosen yet. */
  undecided: boolean;
  before: Pick<KeptRuleGroup, 'id' | 'version'> | undefined;
  showAll(): void;
}

/** What the check has found does not keep anybody from sending: the service has the last word. */
function Submitting({
  state: { written, own, changed, forget },
  check,
  saving,
  refusal,
  undecided,
  before,
  showAll,
}: SubmittingProps) {
  const mayAct = useMayAct();
  const { save, sending } = saving;
  const [comment, setComment] = useState('');
  if (!mayAct) {
    return null;
  }
  const wrong = own.length + (check.current ? check.errors.length : 0);
  return (
    <SaveBar
      {...{ comment, setComment, sending, wrong, changed, undecided, before }}
      rules={written.rules.length}
      problem={refusal?.conflict ? undefined : refusal?.words}
      cancel={forget}
      save={() => {
        showAll();
        if (own.length === 0) {
          save({ group: written, comment, before });
        }
      }}
    />
  );
}

/** A fault is said once somebody has left its field, or tried to save: not while the form is still empty. */
function useSeenFaults(
  { own }: GroupDraftState,
  check: RuleCheck,
  refused: RuleCheck['errors'] = []
): { faults: Faults; onBlur(event: FocusEvent): void; showAll(): void } {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const { errors, warnings } = check;
  const faults = useMemo(() => {
    const said = new Set<string>();
    const unique = [...own, ...errors, ...refused].filter(({ path, message }) => {
      const one = `${path.join('.')} ${message}`;
      return !said.has(one) && said.add(one);
    });
    return faultsOf({ errors: unique, warnings }, { left, all });
  }, [own, errors, refused, warnings, left, all]);
  return {
    faults,
    onBlur({ target }) {
      const path = target instanceof HTMLElement ? target.dataset.path : undefined;
      if (path !== undefined && !left.has(path)) {
        setLeft(new Set([...left, path]));
      }
    },
    showAll: () => setAll(true),
  };
}

/** What stands above the page while it scrolls, here and in Grafana. */
const HEAD_HEIGHT = 48;

const getStyles = (theme: GrafanaTheme2) => ({
  room,
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    '@container (min-width: 860px)': {
      gridTemplateColumns: 'minmax(0, 1.2fr) minmax(0, 1fr)',
      gridTemplateRows: 'auto 1fr',
    },
  }),
  back: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1), margin: 0 }),
  left: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  right: css({
    minWidth: 0,
    '@container (min-width: 860px)': { position: 'sticky', top: HEAD_HEIGHT + 16, gridArea: '1 / 2 / span 2' },
  }),
  save: css({ minWidth: 0 }),
});
