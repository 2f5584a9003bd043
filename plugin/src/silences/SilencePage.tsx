import { css } from '@emotion/css';
import React from 'react';
import { useParams } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { AlertSummary, Silence } from '@tocsin/api';
import { AlertRows } from '../alerts/AlertRows';
import { byUrgency } from '../alerts/alertOrder';
import { client } from '../api/client';
import { useLiveState, useMayAct } from '../api/LiveProvider';
import { useResource } from '../api/useResource';
import { paths } from '../app/paths';
import { ButtonLink } from '../ui/ButtonLink';
import { Card } from '../ui/Card';
import { Empty } from '../ui/Empty';
import { LinkTo } from '../ui/LinkTo';
import { Page } from '../ui/Page';
import { Person } from '../ui/Person';
import { Skeleton } from '../ui/Skeleton';
import { absoluteText } from '../ui/time';
import { Trouble } from '../ui/Trouble';
import { useNow } from '../ui/useNow';
import { alertsText } from './counts';
import { SilenceState } from './SilenceState';
import { conditionWords, endWords, untilWords, usedWords } from './silenceWords';
import { endOf } from './span';
import { useEndSilence } from './useEndSilence';

interface Loaded {
  readonly silence?: Silence;
  readonly hidden: readonly AlertSummary[];
}

async function load(id: string): Promise<Loaded> {
  const [{ silences }, { alerts }] = await Promise.all([client.listSilences({}), client.listAlerts({})]);
  const mine = ({ muted }: AlertSummary) =>
    muted?.reason === 'silenced' && muted.silences.some((silence) => silence.id === id);
  return { silence: silences.find((one) => one.id === id), hidden: alerts.filter(mine).sort(byUrgency) };
}

/** One silence: what it hides now, who made it and why. */
export function SilencePage() {
  const { id = '' } = useParams();
  const resource = useResource(() => load(id), { key: `silence ${id}`, everyMs: 15_000 });
  const mayAct = useMayAct();
  const silence = resource.data?.silence;
  return (
    <Page
      name="Silence"
      title={silence ? titleOf(silence) : resource.data ? 'This silence is not known' : 'Silence'}
      subtitle={silence && <Line silence={silence} />}
      actions={silence && mayAct && <Actions silence={silence} />}
    >
      <Trouble resource={resource} what="The silence" />
      {!resource.data && !resource.error && <Skeleton rows={4} rowHeight={48} />}
      {resource.data && !silence && (
        <Empty icon="bell-slash" title="Tocsin does not know this silence">
          It ended so long ago that it is forgotten, or the address is mistyped.{' '}
          <LinkTo to={paths.silences}>All silences</LinkTo>
        </Empty>
      )}
      {silence && resource.data && <Body silence={silence} hidden={resource.data.hidden} />}
    </Page>
  );
}

function titleOf({ state, hidesNow }: Silence): string {
  if (state === 'pending') {
    return 'A silence that has not begun';
  }
  if (state === 'expired') {
    return 'A silence that has ended';
  }
  return hidesNow === 0 ? 'A silence that hides nothing now' : `A silence hides ${alertsText(hidesNow)}`;
}

function Line({ silence }: { silence: Silence }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const { connected } = useLiveState();
  return (
    <span className={styles.line}>
      <SilenceState state={silence.state} past={!connected} />
      <span title={absoluteText(endOf(silence.until))}>{untilWords(silence, now)}</span>
      <span>{[endWords(silence, now), conditionWords(silence, now)].filter(Boolean).join('; ')}</span>
    </span>
  );
}

function Actions({ silence }: { silence: Silence }) {
  const { ask, dialog } = useEndSilence();
  if (silence.state === 'expired') {
    return <ButtonLink to={paths.changeSilence(silence.id)}>Make it again</ButtonLink>;
  }
  return (
    <>
      <ButtonLink icon="edit" to={paths.changeSilence(silence.id)}>
        Change
      </ButtonLink>
      <Button variant="secondary" icon="bell" onClick={() => ask(silence)}>
        End it now
      </Button>
      {dialog}
    </>
  );
}

function Body({ silence, hidden }: { silence: Silence; hidden: readonly AlertSummary[] }) {
  const styles = useStyles2(getStyles);
  const { connected } = useLiveState();
  const now = useNow();
  return (
    <div className={styles.cards}>
      <Card title="Why" note={<Person name={silence.createdBy} />} past={!connected}>
        <p className={styles.comment}>{silence.comment}</p>
        <code className={styles.matchers}>{silence.text}</code>
      </Card>
      {silence.state === 'active' && (
        <Card title="Hides now" note={hidden.length > 0 ? alertsText(hidden.length) : undefined} past={!connected}>
          {hidden.length > 0 ? (
            <AlertRows alerts={hidden} label="Alerts that it hides" past={!connected} brief />
          ) : (
            <p className={styles.none}>
              {silence.hidesNow > 0
                ? 'What it matches is hidden by something else first.'
                : `Nothing now, ${usedWords(silence, now)}.`}
            </p>
          )}
        </Card>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) }),
  cards: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  comment: css({ margin: theme.spacing(0, 0, 1), whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
  matchers: css({ fontSize: 12, overflowWrap: 'anywhere', whiteSpace: 'normal', margin: 0 }),
  none: css({ color: theme.colors.text.secondary, margin: 0 }),
});
