import type { Checked, Routes } from '@tocsin/api';
import {
  automationOf,
  overrideOf,
  personOf,
  policyOf,
  scheduleOf,
  teamOf,
} from '#config/on-call/core-objects';
import { type OnCallKind, objectIn, objectKey, objectsIn } from '#core/on-call/directory';
import type { Conditions } from '../conditions.ts';
import type { Caller } from '../door.ts';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import { keep, mustBeNamed, mustFit, remove } from './on-call-changes.ts';
import { problemsOf } from './on-call-problems.ts';
import {
  keptAutomation,
  keptOverride,
  keptPerson,
  keptPolicy,
  keptSchedule,
  keptTeam,
  mustBeThere,
  type View,
} from './on-call-views.ts';
import type { Handlers } from './router.ts';

const viewOf = (context: TocsinContext, caller: Caller): View => ({
  context,
  caller,
  problems: problemsOf(context),
});
const directoryOf = ({ engine }: TocsinContext) => engine.state().directory;

interface Doomed {
  readonly params: { readonly id: string };
  readonly query: Checked<Routes['deletePerson']>['query'];
  readonly conditions: Conditions;
}

const deleting =
  (what: OnCallKind) =>
  async (context: TocsinContext, { params: { id }, query, conditions }: Doomed, caller: Caller) => {
    const { comment, force, version } = query;
    const said = { comment, version: version === undefined ? undefined : Number(version) };
    const gone = await remove(context, { what, id, force: force === '1' }, { caller, conditions, said });
    return { id, version: gone.version };
  };

/** What people make in the app beside the files, and all of it to be read. */
export const onCallObjectHandlers = {
  listPeople(context, _, caller) {
    const view = viewOf(context, caller);
    return { people: objectsIn(directoryOf(context), 'person').map((each) => keptPerson(view, each)) };
  },
  getPerson: (context, { params }, caller) =>
    keptPerson(viewOf(context, caller), mustBeThere(context, 'person', params.id)),
  async setPerson(context, { params: { id }, body, conditions }, caller) {
    mustBeNamed(id, body.value);
    mustFit(context, { people: [body.value] });
    const object = { kind: 'person', id, value: personOf(body.value) } as const;
    await keep(context, object, { caller, conditions, said: body });
    return keptPerson(viewOf(context, caller), mustBeThere(context, 'person', id));
  },
  deletePerson: deleting('person'),

  listTeams(context, _, caller) {
    const view = viewOf(context, caller);
    return { teams: objectsIn(directoryOf(context), 'team').map((each) => keptTeam(view, each)) };
  },
  async setTeam(context, { params: { id }, body, conditions }, caller) {
    mustBeNamed(id, body.value);
    mustFit(context, { teams: [body.value] });
    await keep(context, { kind: 'team', id, value: teamOf(body.value) }, { caller, conditions, said: body });
    return keptTeam(viewOf(context, caller), mustBeThere(context, 'team', id));
  },
  deleteTeam: deleting('team'),

  listSchedules(context, _, caller) {
    const view = viewOf(context, caller);
    return { schedules: objectsIn(directoryOf(context), 'schedule').map((each) => keptSchedule(view, each)) };
  },
  getSchedule: (context, { params }, caller) =>
    keptSchedule(viewOf(context, caller), mustBeThere(context, 'schedule', params.id)),
  async setSchedule(context, { params: { id }, body, conditions }, caller) {
    mustBeNamed(id, body.value);
    mustFit(context, { schedules: [body.value] });
    const value = scheduleOf(body.value);
    await keep(context, { kind: 'schedule', id, value }, { caller, conditions, said: body });
    return keptSchedule(viewOf(context, caller), mustBeThere(context, 'schedule', id));
  },
  deleteSchedule: deleting('schedule'),

  listPolicies(context, _, caller) {
    const view = viewOf(context, caller);
    return {
      policies: objectsIn(directoryOf(context), 'policy').map((each) => keptPolicy(view, each)),
      emergencyReceiver: context.engine.policy().onCall.emergencyReceiver,
    };
  },
  getPolicy: (context, { params }, caller) =>
    keptPolicy(viewOf(context, caller), mustBeThere(context, 'policy', params.id)),
  async setPolicy(context, { params: { id }, body, conditions }, caller) {
    mustBeNamed(id, body.value);
    mustFit(context, { policies: [body.value] });
    const object = { kind: 'policy', id, value: policyOf(body.value) } as const;
    await keep(context, object, { caller, conditions, said: body });
    return keptPolicy(viewOf(context, caller), mustBeThere(context, 'policy', id));
  },
  deletePolicy: deleting('policy'),

  listAutomations(context, _, caller) {
    const view = viewOf(context, caller);
    return {
      automations: objectsIn(directoryOf(context), 'automation').map((each) => keptAutomation(view, each)),
    };
  },
  async setAutomation(context, { params: { id }, body, conditions }, caller) {
    mustBeNamed(id, body.value);
    mustFit(context, { automations: [body.value] });
    const before = objectIn(directoryOf(context), { kind: 'automation', id });
    const { secret } = body.value;
    const sealedSecret =
      secret === undefined ? before?.sealedSecret : context.onCall.seal(secret, `automation/${id}`);
    const value = {
      ...automationOf(body.value),
      ...(sealedSecret !== undefined && { sealedSecret }),
    };
    await keep(context, { kind: 'automation', id, value }, { caller, conditions, said: body });
    return keptAutomation(viewOf(context, caller), mustBeThere(context, 'automation', id));
  },
  deleteAutomation: deleting('automation'),

  listOverrides(context, { query }, caller) {
    const view = viewOf(context, caller);
    const now = context.clock.now();
    const overrides = objectsIn(directoryOf(context), 'override')
      .filter(({ schedule }) => query.schedule === undefined || query.schedule === schedule)
      .filter(({ to }) => query.over === '1' || to > now)
      .sort((a, b) => a.from - b.from);
    return { overrides: overrides.map((each) => keptOverride(view, each)) };
  },
  async setOverride(context, { params: { id }, body, conditions }, caller) {
    mustBeNamed(id, body.value);
    mustFit(context, { overrides: [body.value] });
    const object = { kind: 'override', id, value: overrideOf(body.value) } as const;
    await keep(context, object, { caller, conditions, said: body });
    return keptOverride(viewOf(context, caller), mustBeThere(context, 'override', id));
  },
  deleteOverride: deleting('override'),

  getOnCallHistory(context, { query: { kind, id } }) {
    const versions = directoryOf(context).get(objectKey(kind, id));
    if (!versions)
      throw new HttpError(404, `There is no such ${kind}`, { detail: `There never was a ${kind} "${id}".` });
    return {
      versions: versions
        .map(({ version, at, by, source, comment, value }) => ({
          version,
          at: new Date(at).toISOString(),
          by,
          source,
          ...(comment !== undefined && { comment }),
          ...(value && { value: withoutSecret(value) }),
        }))
        .toReversed(),
    };
  },
} satisfies Partial<Handlers>;

const withoutSecret = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'sealedSecret'));
