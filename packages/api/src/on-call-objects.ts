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

export const listPeople = route({
  method: 'get',
  path: '/people',
  summary: 'People who can be told',
  role: 'viewer',
  response: z.object({ people: z.array(KeptPerson) }),
});
export const getPerson = route({
  method: 'get',
  path: '/people/{id}',
  summary: 'One person',
  role: 'viewer',
  params,
  response: KeptPerson,
});
export const setPerson = route({
  method: 'put',
  path: '/people/{id}',
  summary: 'Add or change a person of the app',
  role: 'admin',
  params,
  body: z.object({ value: WrittenPerson, ...change }),
  response: KeptPerson,
});
export const deletePerson = route({
  method: 'delete',
  path: '/people/{id}',
  summary: 'Remove a person of the app; what is under way to them still arrives',
  role: 'admin',
  params,
  query: Deletion,
  response: Deleted,
});

export const listTeams = route({
  method: 'get',
  path: '/teams',
  summary: 'Teams',
  role: 'viewer',
  response: z.object({ teams: z.array(KeptTeam) }),
});
export const setTeam = route({
  method: 'put',
  path: '/teams/{id}',
  summary: 'Add or change a team of the app',
  role: 'admin',
  params,
  body: z.object({ value: WrittenTeam, ...change }),
  response: KeptTeam,
});
export const deleteTeam = route({
  method: 'delete',
  path: '/teams/{id}',
  summary: 'Remove a team of the app',
  role: 'admin',
  params,
  query: Deletion,
  response: Deleted,
});

export const listSchedules = route({
  method: 'get',
  path: '/schedules',
  summary: 'Schedules as they are written; see /on-call for who it is',
  role: 'viewer',
  response: z.object({ schedules: z.array(KeptSchedule) }),
});
export const getSchedule = route({
  method: 'get',
  path: '/schedules/{id}',
  summary: 'One schedule',
  role: 'viewer',
  params,
  response: KeptSchedule,
});
export const setSchedule = route({
  method: 'put',
  path: '/schedules/{id}',
  summary: 'Add or change a schedule of the app; its past stays as it was',
  role: 'admin',
  params,
  body: z.object({ value: WrittenSchedule, ...change }),
  response: KeptSchedule,
});
export const deleteSchedule = route({
  method: 'delete',
  path: '/schedules/{id}',
  summary: 'Remove a schedule of the app',
  role: 'admin',
  params,
  query: Deletion,
  response: Deleted,
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
export const getPolicy = route({
  method: 'get',
  path: '/policies/{id}',
  summary: 'One escalation policy',
  role: 'viewer',
  params,
  response: KeptPolicy,
});
export const setPolicy = route({
  method: 'put',
  path: '/policies/{id}',
  summary: 'Add or change a policy of the app; incidents under way go on along the one they began with',
  role: 'admin',
  params,
  body: z.object({ value: WrittenPolicy, ...change }),
  response: KeptPolicy,
});
export const deletePolicy = route({
  method: 'delete',
  path: '/policies/{id}',
  summary: 'Remove a policy of the app',
  role: 'admin',
  params,
  query: Deletion,
  response: Deleted,
});

export const listAutomations = route({
  method: 'get',
  path: '/automations',
  summary: 'Automatic responses: signed webhooks',
  role: 'viewer',
  response: z.object({ automations: z.array(KeptAutomation) }),
});
export const setAutomation = route({
  method: 'put',
  path: '/automations/{id}',
  summary: 'Add or change an automation of the app; without a secret the one before stays',
  role: 'admin',
  params,
  body: z.object({ value: WrittenAutomation, ...change }),
  response: KeptAutomation,
});
export const deleteAutomation = route({
  method: 'delete',
  path: '/automations/{id}',
  summary: 'Remove an automation of the app',
  role: 'admin',
  params,
  query: Deletion,
  response: Deleted,
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
export const setOverride = route({
  method: 'put',
  path: '/overrides/{id}',
  summary: 'Add or change an override; see also /schedules/{id}/cover',
  role: 'operator',
  params,
  body: z.object({ value: WrittenOverride, ...change }),
  response: KeptOverride,
});
export const deleteOverride = route({
  method: 'delete',
  path: '/overrides/{id}',
  summary: 'Take an override back',
  role: 'operator',
  params,
  query: Deletion,
  response: Deleted,
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
