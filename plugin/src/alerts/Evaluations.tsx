import React from 'react';
import type { Evaluation } from '@tocsin/api';
import { Card } from '../ui/Card';
import { EvaluationTable } from './EvaluationTable';

interface Props {
  evaluations: readonly Evaluation[];
  /** Of the values, as the alert has it. */
  unit?: string;
}

export const Evaluations = ({ evaluations, unit }: Props) => (
  <Card title="Last evaluations" note="of its rule, newest first">
    <EvaluationTable
      evaluations={evaluations}
      unit={unit}
      unknown="None is remembered: they live in memory, and alerts that were sent to Tocsin have none."
    />
  </Card>
);
