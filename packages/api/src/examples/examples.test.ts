import { expect, test } from '@jest/globals';
import { readAs, type RouteDefinition, routes } from '../index.ts';
import { exampleAnswers, type ExampleAsk, exampleNight, type ExampleRoute } from './index.ts';

const night = exampleNight(Date.parse('2026-10-20T01:17:00Z'));
const answers: Readonly<Record<ExampleRoute, (ask: ExampleAsk) => unknown>> = exampleAnswers(night);
const { workflows, reports } = night;

const params: Readonly<Record<string, string>> = {
  name: 'api',
  service: 'api',
  id: reports[0]?.id ?? '',
  action: 'pause',
};

test.each(Object.entries(answers))('the example of %s is what its route promises', (name, answer) => {
  const route: RouteDefinition | undefined = Object.entries(routes).find(([known]) => known === name)?.[1];
  const told =
    name === 'getObjective'
      ? { ...params, name: 'availability' }
      : name === 'commandWorkflow'
        ? { ...params, id: workflows[0]?.id ?? '' }
        : params;
  const body =
    name === 'tellChange' ? { kind: 'deployment', title: 'api 2.41.1', service: 'api' } : undefined;
  const said = answer({ params: told, query: { strips: '1' }, body });
  expect(said).toBeDefined();
  expect(route && readAs(route.response, said).error).toBeUndefined();
});
