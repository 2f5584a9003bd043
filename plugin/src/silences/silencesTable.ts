import type { Silence } from '@tocsin/api';
import { type ExportTable, tableOf } from '../ui/export/table';

/** Silences as a file has them. */
export const silencesTable = (silences: readonly Silence[]): ExportTable =>
  tableOf<Silence>(
    [
      { name: 'silence', value: ({ id }) => id },
      { name: 'state', value: ({ state }) => state },
      { name: 'matchers', value: ({ text }) => text },
      { name: 'created_by', value: ({ createdBy }) => createdBy },
      { name: 'comment', value: ({ comment }) => comment },
      { name: 'starts_at', value: ({ startsAt }) => startsAt },
      { name: 'ends_at', value: ({ until }) => (until.kind === 'time' ? until.endsAt : until.latestAt) },
      { name: 'hides_now', value: ({ hidesNow }) => hidesNow },
    ],
    silences
  );
