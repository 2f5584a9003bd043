import { type Overview, routes } from '@tocsin/api';
import { exampleAnswers, type ExampleNight, type ExampleRoute, systemOf } from '@tocsin/api/examples';

interface Asked {
  readonly method: string;
  /** Below the API, with its query. */
  readonly path: string;
  readonly data: unknown;
}

/** What the routes of services answer; `undefined` for another route, `null` for what there is not. */
export function servicesAnswer(night: ExampleNight, { method, path, data }: Asked): unknown {
  const [address = '', search = ''] = path.split('?');
  const answers = exampleAnswers(night);
  for (const name of Object.keys(answers) as ExampleRoute[]) {
    const route = routes[name];
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => param);
    const fits = new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(address);
    if (fits && route.method.toUpperCase() === method) {
      const params = Object.fromEntries(names.map((param, at) => [param, decodeURIComponent(fits[at + 1] ?? '')]));
      return answers[name]({ params, query: Object.fromEntries(new URLSearchParams(search)), body: data }) ?? null;
    }
  }
  return undefined;
}

/** What the overview says of services; nothing where none is known. */
export const servicesOverview = ({ services, changes }: ExampleNight): Partial<Overview> =>
  services.length === 0 ? {} : { system: systemOf(services), services: services.slice(0, 8), changes };
