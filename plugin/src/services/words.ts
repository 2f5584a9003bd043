import type { HealthState, SystemHealth } from '@tocsin/api';
import { healthOrder, healthWord } from '../ui/health';

type Counts = SystemHealth['counts'];

export const countOf = (counts: Counts, state: HealthState): number =>
  state === 'no-data' ? counts.noData : counts[state];

export const totalOf = (counts: Counts): number => healthOrder.reduce((sum, state) => sum + countOf(counts, state), 0);

/** "1 failing, 2 degraded, 8 healthy", the worst first. */
export const countsText = (counts: Counts): string =>
  healthOrder
    .filter((state) => countOf(counts, state) > 0)
    .map((state) => `${countOf(counts, state)} ${healthWord[state]}`)
    .join(', ');

/** "99.87 %": three nines are told from four. */
export const uptimeText = (percent: number | undefined): string =>
  percent === undefined ? 'not known' : `${floorTo(percent, percent >= 99.9 ? 3 : 2)} %`;

/** Never rounded up: 99.9996 % is not 100 %. */
const floorTo = (percent: number, digits: number): number => Math.floor(percent * 10 ** digits + 1e-6) / 10 ** digits;
