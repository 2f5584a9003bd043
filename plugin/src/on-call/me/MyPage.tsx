import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { MyOnCall } from '@tocsin/api';
import { client } from '../../api/client';
import { useLiveState } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { Card } from '../../ui/Card';
import { Empty } from '../../ui/Empty';
import { LinkTo } from '../../ui/LinkTo';
import { Page } from '../../ui/Page';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { useNow } from '../../ui/useNow';
import { CalendarAddress } from '../calendar/Subscribe';
import { isUsable, listWords } from '../words';
import { momentIn, shortZone, spanIn } from '../zoned';
import { MyContacts } from './MyContacts';
import { MyRules } from './MyRules';

const MOST = 10;
const zoneHere = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** When am I, how am I reached, and how do I want to be told. */
export function MyPage() {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState(false);
  const { connected } = useLiveState();
  const resource = useResource(() => client.getMyOnCall({}), { key: 'my on call', everyMs: 60_000 });
  const { data } = resource;
  const past = !connected || resource.error !== undefined;
  const zone = data?.timeZone ?? zoneHere;
  return (
    <Page
      name="My page"
      title={data ? titleOf(data, zone) : 'My page'}
      subtitle={data?.person === undefined ? undefined : reachWords(data)}
      actions={
        data?.calendar !== undefined && (
          <Button variant="secondary" icon="calendar-alt" onClick={() => setOpen(true)}>
            Subscribe
          </Button>
        )
      }
    >
      <Trouble resource={resource} what="Your page" />
      {!data && !resource.error && <Skeleton rows={6} rowHeight={44} />}
      {data && data.person === undefined && <Nobody hint={data.hint} />}
      {data?.person !== undefined && (
        <div className={styles.columns}>
          <MyContacts contacts={data.contacts} past={past} />
          <MyRules mine={data} past={past} />
          <Shifts mine={data} zone={zone} past={past} />
        </div>
      )}
      {open && data?.calendar !== undefined && (
        <CalendarAddress title="Your shifts in your calendar" address={data.calendar} close={() => setOpen(false)} />
      )}
    </Page>
  );
}

function titleOf({ person, name, now, next }: MyOnCall, zone: string): string {
  if (person === undefined) {
    return `${name} is nobody of on call`;
  }
  const [first] = now;
  if (first) {
    const until = Math.min(...now.map(({ shift }) => Date.parse(shift.until)));
    return `You are on call for ${listWords(now.map((each) => each.name))}, at least until ${momentIn(zone, until)}.`;
  }
  const [soon] = next;
  return soon
    ? `You are not on call. Next: ${soon.name}, ${momentIn(zone, Date.parse(soon.shift.from))}.`
    : 'You are not on call in the next 28 days.';
}

function reachWords({ contacts, mostPerMinute }: MyOnCall): string {
  const usable = contacts.filter(isUsable).length;
  const most = `At most ${mostPerMinute} messages a minute, the rest as a digest; critical ones always.`;
  return usable === 0
    ? 'Nothing reaches you: prove a contact below. Until then, pages for you go on to the next.'
    : `${usable} of ${contacts.length} contacts ${usable === 1 ? 'reaches' : 'reach'} you. ${most}`;
}

function Nobody({ hint }: { hint?: string }) {
  return (
    <Card title="Who you are" quietTitle>
      <Empty icon="user" title="You cannot be paged yet">
        {hint} <LinkTo to={paths.people}>See who can be</LinkTo>.
      </Empty>
    </Card>
  );
}

function Shifts({ mine: { now, next }, zone, past }: { mine: MyOnCall; zone: string; past: boolean }) {
  const styles = useStyles2(getStyles);
  const all = [...now, ...next];
  const zoneNow = shortZone(zone, useNow());
  return (
    <Card title="My shifts" note={`28 days, ${zone} (${zoneNow})`} past={past}>
      {all.length === 0 && <p className={styles.quiet}>None.</p>}
      <ul className={styles.list}>
        {all.slice(0, MOST).map(({ schedule, name, shift }, index) => (
          <li key={`${schedule} ${shift.from}`} className={styles.shift}>
            <span>{spanIn(zone, { from: Date.parse(shift.from), to: Date.parse(shift.until) })}</span>
            <span className={styles.quiet}>{index < now.length ? 'now' : ''}</span>
            <LinkTo to={paths.schedule(schedule)}>{name}</LinkTo>
          </li>
        ))}
      </ul>
      {all.length > MOST && <p className={styles.quiet}>and {all.length - MOST} more</p>}
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gap: theme.spacing(2),
    alignItems: 'start',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(380px, 100%), 1fr))',
  }),
  list: css({ listStyle: 'none' }),
  shift: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto auto',
    gap: theme.spacing(1),
    alignItems: 'center',
    minHeight: 36,
    fontSize: 13,
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 13, margin: 0 }),
});
