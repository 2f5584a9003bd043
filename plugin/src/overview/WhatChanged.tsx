import React from 'react';
import type { Change } from '@tocsin/api';
import { paths } from '../app/paths';
import { ChangeList } from '../changes/ChangeList';
import { Card } from '../ui/Card';
import { LinkTo } from '../ui/LinkTo';
import { NotYet } from '../ui/NotYet';

const SHOWN = 7;

/** The nearest before the start on top, with its distance: evidence, not a verdict. */
export function WhatChanged({ changes, known, past }: { changes?: readonly Change[]; known: boolean; past: boolean }) {
  return (
    <Card title="What changed" note="last 6 h" side={<LinkTo to={paths.changes}>History</LinkTo>} past={past}>
      {!known && <NotYet past={past} rows={4} rowHeight={34} />}
      {known && (!changes || changes.length === 0) && 'Nothing is known to have changed.'}
      {changes && changes.length > 0 && <ChangeList changes={changes.slice(0, SHOWN)} brief />}
    </Card>
  );
}
