import React from 'react';
import type { PanelProps } from '@grafana/data';
import type { Response, Routes } from '@tocsin/api';
import { PanelFrame } from '../../panel-kit/PanelFrame';
import { useAnswer } from '../../panel-kit/useAnswer';
import { SeverityDays } from '../../ui/SeverityDays';
import type { AlertFrequencyOptions } from './options';

const EVERY_MS = 30_000;

export function AlertFrequency({ options, width, height }: PanelProps<AlertFrequencyOptions>) {
  const days = Math.min(90, Math.max(1, Math.round(options.days)));
  const answered = useAnswer<Response<Routes['getAlertFrequency']>>(`/alert-frequency?days=${days}`, EVERY_MS);
  const { data } = answered;
  const total = data?.days.reduce((sum, day) => sum + day.total, 0) ?? 0;
  return (
    <PanelFrame
      width={width}
      height={height}
      label="Alerts by day"
      answered={answered}
      empty={data && total === 0 ? `No alert began in the last ${days} days.` : undefined}
    >
      {data && (
        <SeverityDays
          days={data.days}
          height={Math.max(80, height - (options.showLegend ? 56 : 28))}
          legend={options.showLegend}
          knownFrom={data.knownFrom}
        />
      )}
    </PanelFrame>
  );
}
