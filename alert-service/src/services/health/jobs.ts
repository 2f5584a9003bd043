import type { KnownService } from '#services/catalogue/catalogue';
import type { Point } from './asker.ts';
import type { Scope, ValueName } from './questions.ts';

/** One query, and whose numbers its answer has. */
export interface Job {
  readonly name: ValueName;
  readonly query: string;
  /** Whom it is asked for. */
  readonly services: readonly KnownService[];
  readonly serviceOf: (point: Pick<Point, 'labels'>) => string | undefined;
}

const mark = 'tocsin_service';

/** Each of a few services has a query of its own, by its selector; they go together, marked by their number. */
export function selectorJobs(
  services: readonly KnownService[],
  questionsOf: (scope: Scope) => ReadonlyMap<ValueName, string>,
): Job[] {
  const questions = services.map(({ selector }) => questionsOf({ matchers: selector }));
  const serviceOf: Job['serviceOf'] = ({ labels }) => services[Number(labels[mark])]?.name;
  return [...(questions[0]?.keys() ?? [])].map((name) => ({
    ...{ name, services, serviceOf },
    query: questions
      .map((each, index) => `label_replace((${each.get(name) ?? ''}), "${mark}", "${index}", "", "")`)
      .join(' or '),
  }));
}
