import type { Clock } from '#lib/clock';
import type { Asking } from './asking.ts';
import type { AskingBesides } from './besides.ts';

interface Waiting {
  readonly expression: string;
  readonly take: (answer: Awaited<ReturnType<AskingBesides['ask']>>) => void;
}

/** What the options of several rules ask in one turn is asked together, and once where it is the same. */
export function poolQuestions(
  { askAll }: Pick<Asking, 'askAll'>,
  { turn }: Pick<Clock, 'turn'>,
): AskingBesides['ask'] {
  let waiting: Waiting[] = [];
  const flush = async (): Promise<void> => {
    const asked = waiting;
    waiting = [];
    const expressions = [...new Set(asked.map(({ expression }) => expression))];
    const answers = await askAll(
      expressions.map((expression) => ({ id: expression, kind: 'alerting', expression })),
    );
    for (const { expression, take } of asked)
      take(
        answers.get(expression)?.answer ?? { error: { kind: 'bad-answer', message: 'it was not answered' } },
      );
  };
  return ({ expression }) =>
    new Promise((take, reject) => {
      waiting.push({ expression, take });
      if (waiting.length === 1) turn().then(flush).catch(reject);
    });
}
