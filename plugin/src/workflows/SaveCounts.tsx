import React from 'react';
import type { Workflow, WorkflowStats } from '@tocsin/api';
import { ExportMenu } from '../ui/export/ExportMenu';
import { type ExportColumn, tableOf } from '../ui/export/table';

const exported: ReadonlyArray<ExportColumn<WorkflowStats>> = [
  { name: 'name', value: ({ name }) => name },
  { name: 'created', value: ({ created }) => created },
  { name: 'started', value: ({ started }) => started },
  { name: 'completed', value: ({ completed }) => completed },
  { name: 'failed', value: ({ failed }) => failed },
  { name: 'cancelled', value: ({ cancelled }) => cancelled },
  { name: 'running', value: ({ running }) => running },
  { name: 'paused', value: ({ paused }) => paused },
  { name: 'success_rate', value: ({ successRate }) => successRate },
  { name: 'p50_seconds', value: ({ p50 }) => p50 },
  { name: 'p95_seconds', value: ({ p95 }) => p95 },
  { name: 'p99_seconds', value: ({ p99 }) => p99 },
];

export const SaveCounts = ({ name, rows }: { name: string; rows: readonly WorkflowStats[] }) => (
  <ExportMenu name={name} table={() => tableOf(exported, rows)} />
);

const ofWorkflows: ReadonlyArray<ExportColumn<Workflow>> = [
  { name: 'id', value: ({ id }) => id },
  { name: 'type', value: ({ type }) => type },
  { name: 'agent', value: ({ agent }) => agent },
  { name: 'state', value: ({ state }) => state },
  { name: 'created_at', value: ({ createdAt }) => createdAt },
  { name: 'ended_at', value: ({ endedAt }) => endedAt },
  { name: 'seconds', value: ({ seconds }) => seconds },
  { name: 'error', value: ({ error }) => error },
];

export const SaveWorkflows = ({ workflows }: { workflows: readonly Workflow[] }) => (
  <ExportMenu name="workflows" table={() => tableOf(ofWorkflows, workflows)} />
);
