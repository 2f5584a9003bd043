import type { Incident } from '@tocsin/api';
import { client } from '../api/client';

/** Something done to one incident, what to say of it, and how to take it back. */
export interface Verb {
  readonly id: string;
  send(): Promise<Incident>;
  done(incident: Incident): string;
  readonly notDone: string;
  readonly undo?: Verb;
}

export type Priority = NonNullable<Incident['priority']>;
export type HandSeverity = 'critical' | 'high' | 'medium' | 'low';

const params = (id: string) => ({ id });
const sentence = (words: string): string => {
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return text.endsWith('.') ? text : `${text}.`;
};

export const verbs = {
  acknowledge: (id: string): Verb => ({
    id,
    send: () => client.acknowledgeIncident({ params: params(id), body: {} }),
    done: () => `You have ${id}. Nobody else is paged.`,
    notDone: `${id} was not acknowledged`,
    undo: {
      id,
      send: () => client.handBackIncident({ params: params(id), body: {} }),
      done: ({ next }) => `You handed ${id} back. ${sentence(next)}`,
      notDone: `${id} was not handed back`,
    },
  }),
  handBack: (id: string): Verb => ({
    id,
    send: () => client.handBackIncident({ params: params(id), body: {} }),
    done: ({ next }) => `You handed ${id} back. ${sentence(next)}`,
    notDone: `${id} was not handed back`,
    undo: {
      id,
      send: () => client.acknowledgeIncident({ params: params(id), body: {} }),
      done: () => `You have ${id}. Nobody else is paged.`,
      notDone: `${id} was not acknowledged`,
    },
  }),
  assign: (id: string, to: string): Verb => ({
    id,
    send: () => client.assignIncident({ params: params(id), body: { to } }),
    done: ({ assignee }) => `${assignee ?? to} has ${id} now.`,
    notDone: `${id} was not given away`,
  }),
  snooze: (id: string, until: string): Verb => ({
    id,
    send: () => client.snoozeIncident({ params: params(id), body: { until } }),
    done: ({ next }) => `${id} is put off: nobody is paged. ${sentence(next)}`,
    notDone: `${id} was not snoozed`,
    undo: {
      id,
      send: () => client.wakeIncident({ params: params(id), body: {} }),
      done: ({ next }) => `${id} is back. ${sentence(next)}`,
      notDone: `${id} is still snoozed`,
    },
  }),
  wake: (id: string): Verb => ({
    id,
    send: () => client.wakeIncident({ params: params(id), body: {} }),
    done: ({ next }) => `${id} is back. ${sentence(next)}`,
    notDone: `${id} is still snoozed`,
  }),
  resolve: (id: string, resolution: string): Verb => ({
    id,
    send: () => client.resolveIncident({ params: params(id), body: resolution ? { resolution } : {} }),
    done: ({ firing }) =>
      firing > 0 ? `${id} is over. What still fires of it stays on the list of alerts.` : `${id} is over.`,
    notDone: `${id} was not resolved`,
    undo: {
      id,
      send: () => client.reopenIncident({ params: params(id), body: {} }),
      done: ({ next }) => `${id} is open again. ${sentence(next)}`,
      notDone: `${id} was not reopened`,
    },
  }),
  reopen: (id: string): Verb => ({
    id,
    send: () => client.reopenIncident({ params: params(id), body: {} }),
    done: ({ next }) => `${id} is open again. ${sentence(next)}`,
    notDone: `${id} was not reopened`,
  }),
  note: (id: string, text: string): Verb => ({
    id,
    send: () => client.noteIncident({ params: params(id), body: { text } }),
    done: () => `Your note stands in ${id}.`,
    notDone: 'The note was not kept',
  }),
  prioritize: (id: string, priority: Priority | null): Verb => ({
    id,
    send: () => client.prioritizeIncident({ params: params(id), body: { priority } }),
    done: () => (priority ? `${id} is ${priority} now.` : `${id} has no priority any more.`),
    notDone: `The priority of ${id} was not changed`,
  }),
  setSeverity: (id: string, severity: HandSeverity): Verb => ({
    id,
    send: () => client.setIncidentSeverity({ params: params(id), body: { severity } }),
    done: ({ next }) => `${id} is ${severity} now. ${sentence(next)}`,
    notDone: `The severity of ${id} was not changed`,
  }),
  merge: (id: string, into: string): Verb => ({
    id,
    send: () => client.mergeIncident({ params: params(id), body: { into } }),
    done: () => `${id} is part of ${into} now: it pages nobody by itself.`,
    notDone: `${id} was not merged`,
  }),
  relate: (id: string, to: string): Verb => ({
    id,
    send: () => client.relateIncident({ params: params(id), body: { to } }),
    done: () => `${id} and ${to} are linked.`,
    notDone: 'They were not linked',
  }),
  declare: (id: string): Verb => ({
    id,
    send: () => client.declareIncident({ params: params(id), body: {} }),
    done: () => `${id} is declared publicly.`,
    notDone: `${id} was not declared`,
  }),
  pageNext: (id: string): Verb => ({
    id,
    send: () => client.escalateIncident({ params: params(id), body: {} }),
    done: ({ next }) => `The next step is told now. ${sentence(next)}`,
    notDone: 'Nobody was paged',
  }),
  page: (id: string, target: { kind: 'person' | 'team' | 'schedule' | 'policy'; id: string; name: string }): Verb => ({
    id,
    send: () =>
      client.escalateIncident({ params: params(id), body: { targets: [{ kind: target.kind, id: target.id }] } }),
    done: () => `${target.name} is paged now.`,
    notDone: `${target.name} was not paged`,
  }),
};
