import { render, screen } from '@testing-library/react';
import React from 'react';
import { FieldType, getDefaultTimeRange, LoadingState, type PanelProps, toDataFrame } from '@grafana/data';
import { defaults, type ServiceStatusOptions } from './options';
import { ServiceStatus } from './ServiceStatus';
import { stateOf } from './services';

const steps = [
  { value: -Infinity, color: 'green' },
  { value: 0.01, color: 'yellow' },
  { value: 0.05, color: 'red' },
];

const frame = (service: string, values: Array<number | null>) =>
  toDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map((_, at) => at * 5000) },
      {
        name: 'Value',
        type: FieldType.number,
        values,
        labels: { service },
        config: { unit: 'percentunit', thresholds: { mode: 'absolute', steps } },
      },
    ],
  });

function show(data: Partial<PanelProps['data']>, options: Partial<ServiceStatusOptions> = {}) {
  const props = {
    data: { series: [], state: LoadingState.Done, timeRange: getDefaultTimeRange(), ...data },
    options: { ...defaults, ...options },
    width: 400,
    height: 300,
  } as unknown as PanelProps<ServiceStatusOptions>;
  return render(<ServiceStatus {...props} />);
}

const lines = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);
const three = () => [frame('catalog', [0.001]), frame('api', [0.02, 0.084, null]), frame('search', [0.02])];

test('each service with its state in a word and its value with the unit, the worst first', () => {
  show({ series: three() });
  expect(lines()).toEqual(['apifailing8.40%', 'searchdegraded2%', 'cataloghealthy0.100%']);
});

test('a table with a column of names is read by rows', () => {
  const table = toDataFrame({
    fields: [
      { name: 'service', type: FieldType.string, values: ['worker', 'api'] },
      { name: 'Value', type: FieldType.number, values: [0, 0.06], config: { thresholds: { mode: 'absolute', steps } } },
    ],
  });
  show({ series: [table] }, { showValue: false });
  expect(lines()).toEqual(['apifailing', 'workerhealthy']);
});

test('a service without a number is not known, and never guessed to be healthy', () => {
  show({ series: [frame('api', [null])] });
  expect(lines()).toEqual(['apinot knownnot known']);
  expect(stateOf(Number.NaN, steps)).toBe('unknown');
});

test('only what is not healthy, where that is chosen', () => {
  show({ series: three() }, { onlyUnhealthy: true });
  expect(lines()).toHaveLength(2);
});

test('when all are healthy and only others are shown, it says so', () => {
  show({ series: [frame('api', [0])] }, { onlyUnhealthy: true });
  expect(screen.getByText('The one service is healthy.')).toBeVisible();
});

test('nothing came back: what to ask for', () => {
  show({});
  expect(screen.getByText(/No services. Ask for one number per service/)).toBeVisible();
});

test('the query failed: why, and what was known before stays', () => {
  show({ series: three(), state: LoadingState.Error, errors: [{ message: 'connection refused' }] });
  expect(screen.getByRole('alert')).toHaveTextContent(
    'The query failed: connection refused. Below: what was known before.'
  );
  expect(lines()).toHaveLength(3);
});
