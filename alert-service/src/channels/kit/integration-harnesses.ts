import { acceptedAnswers, isMessage } from './integration-answers.ts';
import { integrationSettings, planted } from './integration-settings.ts';
import { type Harness, httpAnswers, httpExpected, overHttp } from './situations.ts';

export const integrationHarnesses: Readonly<Record<string, Harness>> = Object.fromEntries(
  Object.entries(integrationSettings).map(([name, settingsAt]) => {
    const accepts = acceptedAnswers[name] ?? httpAnswers.accepts;
    const harness: Harness = {
      type: settingsAt('http://127.0.0.1').type,
      secrets: [planted],
      expected: httpExpected,
      start: overHttp({ ...httpAnswers, accepts }, ({ origin }) => settingsAt(origin), isMessage[name]),
    };
    return [name, harness];
  }),
);
