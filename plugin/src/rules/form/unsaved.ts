import { WrittenRuleGroup } from '@tocsin/api';

/** What was written and is not kept by the service yet, with the version that it was to change. */
export interface Unsaved {
  readonly group: WrittenRuleGroup;
  readonly version?: number;
}

const placeOf = (id: string | undefined): string => `tocsin.rule-group.${id ?? 'new'}`;

/** Of this tab: who goes to look at something else and comes back finds it again. */
export function readUnsaved(id: string | undefined): Unsaved | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(placeOf(id)) ?? 'null');
    if (typeof stored !== 'object' || stored === null || !('group' in stored)) {
      return undefined;
    }
    const group = WrittenRuleGroup.safeParse(stored.group);
    const version = 'version' in stored && typeof stored.version === 'number' ? stored.version : undefined;
    return group.success ? { group: group.data, version } : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: there is nothing that could be lost. */
export function keepUnsaved(id: string | undefined, unsaved: Unsaved | undefined): void {
  try {
    if (unsaved) {
      sessionStorage.setItem(placeOf(id), JSON.stringify(unsaved));
    } else {
      sessionStorage.removeItem(placeOf(id));
    }
  } catch {
    // A browser without room, or one that forbids it, has the form all the same.
  }
}
