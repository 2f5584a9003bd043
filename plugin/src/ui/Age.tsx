import React from 'react';
import { absoluteText, lengthText } from './time';
import { useNow } from './useNow';

interface Props {
  /** ISO time. */
  since: string;
  until?: string;
  suffix?: string;
}

/** Ticks in place; the absolute time is on hover and in the markup. */
export function Age({ since, until, suffix = '' }: Props) {
  const now = useNow();
  const start = Date.parse(since);
  const end = until ? Date.parse(until) : now;
  return (
    <time dateTime={since} title={absoluteText(start)} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {lengthText(end - start)}
      {suffix}
    </time>
  );
}
