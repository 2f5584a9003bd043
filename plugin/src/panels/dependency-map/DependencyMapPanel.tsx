import React, { useMemo, useState } from 'react';
import type { PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import type { Response, Routes } from '@tocsin/api';
import { PLUGIN_BASE } from '../../constants';
import { DependencyMap } from '../../dependencies/DependencyMap';
import { type Box, fold } from '../../dependencies/fold';
import { linkOf } from '../../panel-kit/linkOf';
import { PanelFrame } from '../../panel-kit/PanelFrame';
import { useAnswer } from '../../panel-kit/useAnswer';
import type { DependencyMapOptions } from './options';

const EVERY_MS = 5000;
const nobody: ReadonlySet<string> = new Set();

export function DependencyMapPanel({ options, width, height, replaceVariables }: PanelProps<DependencyMapOptions>) {
  const around = replaceVariables(options.around).trim();
  const query = around ? `?around=${encodeURIComponent(around)}&depth=${options.depth}` : '';
  const answered = useAnswer<Response<Routes['listDependencies']>>(`/dependencies${query}`, EVERY_MS);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(nobody);
  const { data } = answered;
  const shown = useMemo(
    () => fold(data?.nodes ?? [], data?.edges ?? [], { unfolded, wanted: new Set(around ? [around] : []) }),
    [data, unfolded, around]
  );
  const open = ({ node, group }: Box) => {
    if (group !== undefined) {
      setUnfolded(new Set([...unfolded, group]));
    } else if (node) {
      const usual = `${PLUGIN_BASE}/services/${encodeURIComponent(node.name)}`;
      const to = linkOf(options.link, { usual, values: { service: node.name }, replaceVariables });
      if (/^https?:/.test(to)) {
        window.open(to, '_blank', 'noreferrer');
      } else {
        locationService.push(to);
      }
    }
  };
  return (
    <PanelFrame
      width={width}
      height={height}
      label="Dependency map"
      answered={answered}
      empty={data?.nodes.length === 0 ? emptyWords(around) : undefined}
    >
      <DependencyMap shown={shown} found={nobody} current={around || undefined} zoom={options.zoom} open={open} />
    </PanelFrame>
  );
}

const emptyWords = (around: string): string =>
  around
    ? `There is no service ${around}, or nothing depends on it.`
    : 'No dependencies are known: write depends_on under services: in tocsin.yml.';
