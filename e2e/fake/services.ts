import { type Overview, type RouteDefinition, routes } from '@tocsin/api';
import {
  exampleAnswers,
  type ExampleAsk,
  type ExampleNight,
  type ExampleRoute,
  systemOf,
} from '@tocsin/api/examples';

interface Asked {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Handlers = Record<ExampleRoute, (asked: Asked) => unknown>;

/** The routes of services, answered from the examples of the contract. */
export function servicesHandlers(night: ExampleNight): Handlers {
  const answers: Record<ExampleRoute, (ask: ExampleAsk) => unknown> = exampleAnswers(night);
  const handler = (name: ExampleRoute) => {
    const route: RouteDefinition = routes[name];
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => param);
    return ({ params, query, body }: Asked) =>
      answers[name]({
        params: Object.fromEntries(names.map((param, at) => [param, params[at] ?? ''])),
        query: Object.fromEntries(query),
        body,
      });
  };
  const names = Object.keys(answers) as ExampleRoute[];
  return Object.fromEntries(names.map((name) => [name, handler(name)])) as Handlers;
}

/** What the overview says of services; nothing where none is known. */
export const servicesOverview = ({ services, changes }: ExampleNight): Partial<Overview> =>
  services.length === 0 ? {} : { system: systemOf(services), services: services.slice(0, 8), changes };
