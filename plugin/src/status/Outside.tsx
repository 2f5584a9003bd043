import React from 'react';
import type { FurtherAlertmanager, WatchdogState } from '@tocsin/api';
import { Fact } from '../overview/Fact';
import { Age } from '../ui/Age';
import { Card } from '../ui/Card';

/** Alertmanagers besides this service that are told of what the rules find. Nothing where there is none. */
export const FurtherAlertmanagers = ({ all, past }: { all: readonly FurtherAlertmanager[]; past: boolean }) =>
  all.length === 0 ? null : (
    <Card title="Further Alertmanagers" note="told of what the rules find" past={past}>
      <ul>
        {all.map(({ url, waiting, failingSince, lastSentAt, lastError }, at) => (
          <Fact
            key={`${at} ${url}`}
            icon="bell"
            name={hostOf(url)}
            good={failingSince === undefined}
            word={
              failingSince ? (
                <>
                  takes nothing for <Age since={failingSince} />
                </>
              ) : lastSentAt ? (
                <>
                  told <Age since={lastSentAt} suffix=" ago" />
                </>
              ) : (
                'nothing to tell yet'
              )
            }
            detail={[
              `${url}.`,
              waiting > 0 ? `${waiting} ${waiting === 1 ? 'alert waits' : 'alerts wait'}.` : '',
              lastError ?? '',
            ]
              .filter(Boolean)
              .join(' ')}
          />
        ))}
      </ul>
    </Card>
  );

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** Who pages when this service falls silent. */
export const Watchdog = ({ watchdog, past }: { watchdog: WatchdogState | undefined; past: boolean }) =>
  watchdog === undefined ? null : (
    <Card title="Watchdog" note="an outside service pages when its calls stop" past={past}>
      <ul>
        <Fact
          icon="record-audio"
          name="Calls"
          good={watchdog.calls && watchdog.lastError === undefined}
          word={<Calling watchdog={watchdog} />}
          detail={[...watchdog.reasons, watchdog.lastError ?? ''].filter(Boolean).join('; ')}
        />
      </ul>
    </Card>
  );

function Calling({ watchdog: { calls, lastCallAt, lastError } }: { watchdog: WatchdogState }) {
  const what = !calls ? 'silent, so that the outside pages' : lastError ? 'do not get through' : 'get through';
  return (
    <>
      {what}
      {lastCallAt && (
        <>
          {', last '}
          <Age since={lastCallAt} suffix=" ago" />
        </>
      )}
    </>
  );
}
