import { createHash } from 'node:crypto';

/** Alertmanager's name of a group where the receiver wants one of bounded length: dedup key, alias, entity. */
export const groupHash = (groupKey: string): string => createHash('sha256').update(groupKey).digest('hex');
