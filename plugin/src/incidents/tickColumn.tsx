import React from 'react';
import { Checkbox } from '@grafana/ui';
import type { Incident } from '@tocsin/api';
import type { Column } from '../ui/RowTable';

/** Ticks one row; what is done with the ticked ones says the bar above the list. */
export const tickColumn = (ticked: ReadonlySet<string>, toggle: (id: string) => void): Column<Incident> => ({
  title: '',
  width: '20px',
  cell: ({ id }) => <Checkbox value={ticked.has(id)} aria-label={`Tick ${id}`} onChange={() => toggle(id)} />,
});
