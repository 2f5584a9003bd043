import React, { type ReactNode } from 'react';
import type { DataSource, RemoteWriteState } from '@tocsin/api';
import { Age } from '../ui/Age';
import { Fact } from '../overview/Fact';
import { lengthText } from '../ui/time';

/** Samples older than this wait for something; younger ones are on their way. */
const BEHIND_SECONDS = 60;

/** Whether a data source answers, how its rules are asked, and what of what they say is not written yet. */
export function SourceState({ source, address = false }: { source: DataSource; address?: boolean }) {
  const { name, url, healthy, since, error, together, remoteWrites = [] } = source;
  const why = healthy ? undefined : error;
  return (
    <ul>
      <Fact
        icon="graph-bar"
        name={address ? name : 'Queries'}
        good={healthy}
        word={
          <Standing since={since}>
            {healthy ? 'answers' : since === undefined ? 'not asked yet' : 'does not answer'}
          </Standing>
        }
        detail={address ? `${url}${why ? `. ${why}` : ''}` : why}
      />
      {together && (
        <Fact
          icon="list-ul"
          name="Rules are asked"
          word={together.on ? 'several in one query' : <Standing since={together.since}>one by one</Standing>}
          detail={together.why && `For an hour at a time: ${together.why}.`}
        />
      )}
      {remoteWrites.map((write) => (
        <Written key={write.name} write={write} />
      ))}
    </ul>
  );
}

function Written({ write: { name, url, waiting, behindSeconds } }: { write: RemoteWriteState }) {
  const behind = behindSeconds > BEHIND_SECONDS;
  return (
    <Fact
      icon="record-audio"
      name={`Remote write ${name}`}
      good={!behind}
      word={
        waiting === 0
          ? 'all is written'
          : `${waiting} ${waiting === 1 ? 'sample waits' : 'samples wait'}, the oldest for ${lengthText(behindSeconds * 1000)}`
      }
      detail={url}
    />
  );
}

const Standing = ({ since, children }: { since?: string; children: ReactNode }) => (
  <>
    {children}
    {since && (
      <>
        {', for '}
        <Age since={since} />
      </>
    )}
  </>
);
