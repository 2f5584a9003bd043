import { spokenDuration } from '@tocsin/model';

export { count, integrationWords, listWords } from '@tocsin/model';

export const forWords = (since: number, now: number): string => spokenDuration(now - since);
