import React from 'react';
import { PanelPlugin, type PanelProps } from '@grafana/data';

const ServiceStatus = ({ data }: PanelProps) => <div>{data.series.length} services</div>;

export const plugin = new PanelPlugin(ServiceStatus);
