import { z } from 'zod';
import {
  WrittenAutomation,
  WrittenOverride,
  WrittenPerson,
  WrittenPolicy,
  WrittenSchedule,
  WrittenTeam,
} from './on-call-document.ts';
import {
  KeptAutomation,
  KeptOverride,
  KeptPerson,
  KeptPolicy,
  KeptSchedule,
  KeptTeam,
  OnCallVersion,
} from './on-call-kept.ts';
import { route } from './route.ts';
import type { Role } from './words.ts';

const params = z.object({ id: z.string() });
const change = {
  version: z.number().int().min(0).optional().meta({
    description: 'The one that was seen; absent or 0: it must not be there yet',
  }),
  comment: z.string().trim().max(1_000).optional().meta({ description: 'Why, for the history' }),
};
const Deletion = z.object({
  version: z
    .string()
    .regex(/^\d+$/, 'expected a number')
    .optional()
    .meta({ description: 'The one that was seen' }),
  force: z.enum(['0', '1']).optional().meta({
    description: '1: delete it although others refer to it; their last resort takes its place',
  }),
  comment: z.string().trim().max(1_000).optional(),
});
const Deleted = z.object({ id: z.string(), version: z.number().int() });

interface About {
  readonly path: `/${string}/{id}`;
  readonly summary: string;
}
interface Changing extends About {
  readonly role: Role;
}

const getting = <Kept extends z.core.$ZodType>(about: About, response: Kept) =>
  route({ ...about, method: 'get', role: 'viewer', params, response });

const setting = <Written extends z.core.$ZodType, Kept extends z.core.$ZodType>(
  about: Changing,
  value: Written,
  response: Kept,
) => route({ ...about, method: 'put', params, body: z.object({ value, ...change }), response });

const deleting = (about: Changing) =>
  route({ ...about, method: 'delete', params, query: Deletion, response: Deleted });

export const listPeople = route({
  method: 'get',
  path: '/people',
  summary: 'People who can be told',
  role: 'viewer',
  response: z.object({ people: z.array(KeptPerson) }),
});
export const getPerson = getting({ path: '/people/{id}', summary: 'One person' }, KeptPerson);
export const setPerson = setting(
  { path: '/people/{id}', summary: 'Add or change a person of the app', role: 'admin' },
  WrittenPerson,
  KeptPerson,
);
export const deletePerson = deleting({
  path: '/people/{id}',
  summary: 'Remove a person of the app; what is under way to them still arrives',
  role: 'admin',
});

export const listTeams = route({
  method: 'get',
  path: '/teams',
  summary: 'Teams',
  role: 'viewer',
  response: z.object({ teams: z.array(KeptTeam) }),
});
export const setTeam = setting(
  { path: '/teams/{id}', summary: 'Add or change a team of the app', role: 'admin' },
  WrittenTeam,
  KeptTeam,
);
export const deleteTeam = deleting({
  path: '/teams/{id}',
  summary: 'Remove a team of the app',
  role: 'admin',
});

export const listSchedules = route({
  method: 'get',
  path: '/schedules',
  summary: 'Schedules as they are written; see /on-call for who it is',
  role: 'viewer',
  response: z.object({ schedules: z.array(KeptSchedule) }),
});
export const getSchedule = getting({ path: '/schedules/{id}', summary: 'One schedule' }, KeptSchedule);
export const setSchedule = setting(
  {
    path: '/schedules/{id}',
    summary: 'Add or change a schedule of the app; its past stays as it was',
    role: 'admin',
  },
  WrittenSchedule,
  KeptSchedule,
);
export const deleteSchedule = deleting({
  path: '/schedules/{id}',
  summary: 'Remove a schedule of the app',
  role: 'admin',
});

export const listPolicies = route({
  method: 'get',
  path: '/policies',
  summary: 'Escalation policies',
  role: 'viewer',
  response: z.object({
    policies: z.array(KeptPolicy),
    emergencyReceiver: z.string().meta({ description: 'Told when a last resort tells nobody' }),
  }),
});
export const getPolicy = getting({ path: '/policies/{id}', summary: 'One escalation policy' }, KeptPolicy);
export const setPolicy = setting(
  {
    path: '/policies/{id}',
    summary: 'Add or change a policy of the app; incidents under way go on along the one they began with',
    role: 'admin',
  },
  WrittenPolicy,
  KeptPolicy,
);
export const deletePolicy = deleting({
  path: '/policies/{id}',
  summary: 'Remove a policy of the app',
  role: 'admin',
});

export const listAutomations = route({
  method: 'get',
  path: '/automations',
  summary: 'Automatic responses: signed webhooks',
  role: 'viewer',
  response: z.object({ automations: z.array(KeptAutomation) }),
});
export const setAutomation = setting(
  {
    path: '/automations/{id}',
    summary: 'Add or change an automation of the app; without a secret the one before stays',
    role: 'admin',
  },
  WrittenAutomation,
  KeptAutomation,
);
export const deleteAutomation = deleting({
  path: '/automations/{id}',
  summary: 'Remove an automation of the app',
  role: 'admin',
});

export const listOverrides = route({
  method: 'get',
  path: '/overrides',
  summary: 'Overrides that are not over, by their begin',
  role: 'viewer',
  query: z.object({
    schedule: z.string().optional(),
    over: z.enum(['0', '1']).optional().meta({ description: '1: also those that are over' }),
  }),
  response: z.object({ overrides: z.array(KeptOverride) }),
});
export const setOverride = setting(
  {
    path: '/overrides/{id}',
    summary: 'Add or change an override; see also /schedules/{id}/cover',
    role: 'operator',
  },
  WrittenOverride,
  KeptOverride,
);
export const deleteOverride = deleting({
  path: '/overrides/{id}',
  summary: 'Take an override back',
  role: 'operator',
});

export const getOnCallHistory = route({
  method: 'get',
  path: '/on-call/history',
  summary: 'All kept versions of an object, newest first',
  role: 'admin',
  query: z.object({
    kind: z.enum(['person', 'team', 'schedule', 'policy', 'automation', 'override']),
    id: z.string(),
  }),
  response: z.object({ versions: z.array(OnCallVersion) }),
});
