import { css } from '@emotion/css';
import React, { useState } from 'react';
import { Button, Combobox } from '@grafana/ui';
import { client } from '../../api/client';
import { useLiveState, useMayAct } from '../../api/LiveProvider';
import { useResource } from '../../api/useResource';
import { paths } from '../../app/paths';
import { Card } from '../../ui/Card';
import { Empty } from '../../ui/Empty';
import { LinkTo } from '../../ui/LinkTo';
import { Page } from '../../ui/Page';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import { YamlButtons } from '../Yaml';
import { spanIn } from '../zoned';
import { HandOver, type Wanted } from './HandOver';
import { NowMark } from './NowMark';
import { ScheduleView } from './ScheduleView';
import { Subscribe } from './Subscribe';
import { useLookedAt } from './useLookedAt';

const bar = css({ display: 'flex', gap: 8, marginTop: 16 });
const HOUR_MS = 3_600_000;

/** Who is it, when am I, where is nobody. */
export function OnCallPage() {
  const looked = useLookedAt();
  const mayAct = useMayAct();
  const { connected } = useLiveState();
  const [wanted, setWanted] = useState<Wanted>();
  const resource = useResource(() => client.getOnCall({}), { key: 'on call', everyMs: 60_000 });
  const schedules = resource.data?.schedules;
  const schedule = schedules?.find(({ id }) => id === looked.schedule) ?? schedules?.[0];
  const past = !connected || resource.error !== undefined;
  const nextHour = () => Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  return (
    <Page
      name="On call"
      title={schedule ? `${schedule.name}: ${schedule.sentence}` : schedules ? 'No schedule yet' : 'On call'}
      mark={schedule && <NowMark schedule={schedule} past={past} />}
      subtitle={schedule && gapWords(schedule)}
      actions={
        schedule && (
          <>
            <Subscribe id={schedule.id} name={schedule.name} />
            {mayAct && (
              <Button icon="plus" onClick={() => setWanted({ from: nextHour(), to: nextHour() + 8 * HOUR_MS })}>
                Add override
              </Button>
            )}
          </>
        )
      }
    >
      <Trouble resource={resource} what="Who is on call" />
      {!schedules && !resource.error && <Skeleton rows={6} rowHeight={44} />}
      {schedules?.length === 0 && <NoSchedule />}
      {schedule && schedules && (
        <ScheduleView
          key={schedule.id}
          schedule={schedule}
          looked={looked}
          past={past}
          cover={mayAct ? setWanted : undefined}
          choice={
            schedules.length > 1 && (
              <Combobox
                aria-label="Schedule"
                width={28}
                options={schedules.map(({ id, name, sentence }) => ({ value: id, label: name, description: sentence }))}
                value={schedule.id}
                onChange={({ value }) => looked.setSchedule(value)}
              />
            )
          }
        />
      )}
      <div className={bar}>
        <YamlButtons />
      </div>
      {schedule && wanted && <HandOver schedule={schedule} wanted={wanted} close={() => setWanted(undefined)} />}
    </Page>
  );
}

type Schedule = Awaited<ReturnType<typeof client.getOnCall>>['schedules'][number];

function gapWords({ gap, nextGap, timeZone }: Schedule): string {
  if (gap) {
    return `Nobody is on call: ${gap.why} ${gap.lastResort ? `Pages go to ${gap.lastResort.join(', ')}.` : ''}`;
  }
  return nextGap
    ? `Nobody is on ${spanIn(timeZone, { from: Date.parse(nextGap.from), to: Date.parse(nextGap.until) })}.`
    : 'Somebody is on call each minute of the next 90 days.';
}

function NoSchedule() {
  return (
    <Card title="Schedules" quietTitle>
      <Empty icon="calendar-alt" title="Nobody is on call by a schedule">
        Write one into a file of on_call in tocsin.yml, or <LinkTo to={paths.people}>import one as YAML</LinkTo>.
        Policies can name people and teams without one.
      </Empty>
    </Card>
  );
}
