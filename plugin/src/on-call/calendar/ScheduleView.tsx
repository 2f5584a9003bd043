import { css } from '@emotion/css';
import React, { type ReactNode, useState } from 'react';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, Icon, IconButton, Input, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { ScheduleNow } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { Card } from '../../ui/Card';
import { NotYet } from '../../ui/NotYet';
import { Trouble } from '../../ui/Trouble';
import { useNarrow } from '../../ui/useNarrow';
import { Refused } from '../FormDialog';
import { UsedBy } from '../UsedBy';
import { useChange } from '../useChange';
import { dayOf, daysAfter, fieldIn, momentIn, shortZone, spanIn } from '../zoned';
import { Agenda } from './Agenda';
import { Ahead, Load } from './Ahead';
import { Calendar, type CalendarActs } from './Calendar';
import type { useLookedAt } from './useLookedAt';
import { type Bar, weekOf } from './weeks';

interface Props {
  schedule: ScheduleNow;
  looked: ReturnType<typeof useLookedAt>;
  past: boolean;
  cover?: CalendarActs['cover'];
  choice: ReactNode;
}

/** The calendar of one schedule, what lies ahead, and who carries it. */
export function ScheduleView({ schedule: { id, timeZone }, looked, past, cover, choice }: Props) {
  const styles = useStyles2(getStyles);
  const narrow = useNarrow();
  const { me } = useLiveState();
  const { ask, dialog } = useTakeBack(timeZone);
  const here = looked.in(timeZone);
  const window = windowOf(timeZone, here.mondays);
  const shifts = useResource(() => client.getScheduleShifts({ params: { id }, query: window }), {
    key: `shifts ${id} ${window.from} ${window.to}`,
    everyMs: 300_000,
  });
  const gaps = useResource(() => client.getScheduleGaps({ params: { id } }), { key: `gaps ${id}`, everyMs: 300_000 });
  const { data } = shifts;
  const weeks = data && here.mondays.map((monday) => weekOf(data, monday));
  const acts = { me: me?.person.id, cover, takeBack: cover && ask };
  const View = narrow ? Agenda : Calendar;
  return (
    <div className={styles.all}>
      <Card title="Calendar" quietTitle past={past}>
        <Head timeZone={timeZone} looked={looked} choice={choice} />
        <Trouble resource={shifts} what="The calendar" />
        {here.moment !== undefined && <AtMoment id={id} at={here.moment} timeZone={timeZone} />}
        {!weeks && <NotYet past={past} rows={5} rowHeight={44} />}
        {data && weeks && (
          <View timeZone={timeZone} weeks={weeks} clockChanges={data.clockChanges} lookedAt={here.moment} acts={acts} />
        )}
      </Card>
      <div className={styles.below}>
        <Ahead gaps={gaps.data} timeZone={timeZone} past={past || gaps.error !== undefined} cover={cover} />
        <Load load={data?.load} past={past} />
        <UsedBy schedule={id} past={past} />
      </div>
      {dialog}
    </div>
  );
}

function windowOf(timeZone: string, mondays: readonly string[]) {
  const [first = ''] = mondays;
  const last = daysAfter(mondays.at(-1) ?? first, 6);
  return {
    from: new Date(dayOf(timeZone, first).from).toISOString(),
    to: new Date(dayOf(timeZone, last).to).toISOString(),
  };
}

function Head({ timeZone, looked, choice }: { timeZone: string } & Pick<Props, 'looked' | 'choice'>) {
  const styles = useStyles2(getStyles);
  const here = looked.in(timeZone);
  const [first = ''] = here.mondays;
  const last = daysAfter(here.mondays.at(-1) ?? first, 6);
  const [begin, end] = [dayOf(timeZone, first).from, dayOf(timeZone, last).from];
  const [zone, later] = [shortZone(timeZone, begin), shortZone(timeZone, end)];
  return (
    <div className={styles.head}>
      {choice}
      <span className={styles.weeks}>
        <IconButton name="angle-left" size="xl" aria-label="Earlier" onClick={here.back} />
        <span className={styles.range}>
          {dateTimeFormat(begin, { timeZone, format: 'D MMM' })} to{' '}
          {dateTimeFormat(end, { timeZone, format: 'D MMM YYYY' })}
        </span>
        <IconButton name="angle-right" size="xl" aria-label="Later" onClick={here.forth} />
      </span>
      {!here.isNow && (
        <Button size="sm" variant="secondary" fill="text" onClick={here.today}>
          This week
        </Button>
      )}
      <RadioButtonGroup
        aria-label="How much"
        size="sm"
        options={[
          { value: 1 as const, label: 'Week' },
          { value: 2 as const, label: '2 weeks' },
          { value: 4 as const, label: 'Month' },
        ]}
        value={looked.span}
        onChange={looked.setSpan}
      />
      <label className={styles.moment}>
        Who was it at
        <Input
          type="datetime-local"
          width={26}
          aria-label="A moment"
          value={here.moment === undefined ? '' : fieldIn(timeZone, here.moment)}
          onChange={({ currentTarget }) => here.look(currentTarget.value)}
        />
      </label>
      <span className={styles.zone}>
        <Icon name="clock-nine" size="sm" /> {timeZone}, {zone === later ? zone : `${zone}, then ${later}`}
      </span>
    </div>
  );
}

/** Past or to come: the directory of that moment answers. */
function AtMoment({ id, at, timeZone }: { id: string; at: number; timeZone: string }) {
  const styles = useStyles2(getStyles);
  const resource = useResource(() => client.getOnCall({ query: { at: new Date(at).toISOString() } }), {
    key: `on call at ${at}`,
  });
  const found = resource.data?.schedules.find((each) => each.id === id);
  const words = resource.data ? (found?.sentence ?? 'the schedule was not there then') : 'looking';
  return (
    <p className={styles.said} role="status">
      {momentIn(timeZone, at)}: {resource.error ? `not known, ${resource.error.message}` : words}
    </p>
  );
}

/** An override ends where it is taken back: who comes then is said by the layers. */
function useTakeBack(timeZone: string) {
  const { run, refusal } = useChange();
  const [asked, setAsked] = useState<Bar>();
  const close = () => setAsked(undefined);
  const take = async (bar: Bar) => {
    await run({
      send: () => client.deleteOverride({ params: { id: bar.shift?.by.id ?? '' } }),
      done: () => 'The override is taken back.',
      after: close,
    });
  };
  return {
    ask: (bar: Bar) => setAsked(bar),
    dialog: asked && (
      <ConfirmModal
        isOpen
        title="Take this override back?"
        body={
          <>
            {asked.shift?.name ?? 'Nobody'}, {spanIn(timeZone, asked)}. Then the layers say who is on call.
            <Refused words={refusal?.words} />
          </>
        }
        confirmText="Take it back"
        confirmVariant="primary"
        onConfirm={() => take(asked)}
        onDismiss={close}
      />
    ),
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)' }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
  }),
  weeks: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1) }),
  range: css({ fontWeight: theme.typography.fontWeightMedium, fontVariantNumeric: 'tabular-nums' }),
  moment: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: 12,
  }),
  zone: css({ marginLeft: 'auto', color: theme.colors.text.secondary, fontSize: 12 }),
  said: css({
    margin: theme.spacing(0, 0, 1),
    padding: theme.spacing(1),
    background: theme.colors.background.secondary,
  }),
  below: css({
    display: 'grid',
    gap: theme.spacing(2),
    alignItems: 'start',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(320px, 100%), 1fr))',
  }),
});
