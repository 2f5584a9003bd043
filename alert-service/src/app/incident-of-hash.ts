import { groupHash } from '#channels/group-hash';
import { batchOf } from '#core/group/batch';
import { followed, incidentOfAlerts } from '#core/incident/home';
import type { Incident } from '#core/incident/incident';
import type { State } from '#core/state';

/** The incident that a service with incidents of its own means: it knows the hash of a group's key (dedup key, alias). */
export function incidentOfGroupHash(state: State, hash: string): Incident | undefined {
  for (const key of new Set([...state.incidentOfGroup.keys(), ...state.groups.keys()]))
    if (groupHash(key) === hash) return incidentOf(state, key);
  return undefined;
}

/** Another receiver's group of the same alerts has no incident of its own. */
function incidentOf(state: State, key: string): Incident | undefined {
  const own = followed(state, state.incidentOfGroup.get(key));
  const group = state.groups.get(key);
  if (own || !group) return own;
  const { firing, resolved } = batchOf(state, group, state.now);
  return incidentOfAlerts(state, [...firing, ...resolved]);
}
