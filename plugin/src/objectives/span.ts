import { dayText } from '../ui/time';

const HALF_DAY = 43_200_000;

/**
 * The first and the last day of a period. It begins and ends at midnight where its reports are made: noon of these days is
 * the same day nearly everywhere.
 */
export const spanText = ({ from, to }: { from: string; to: string }): string =>
  `${dayText(Date.parse(from) + HALF_DAY)} to ${dayText(Date.parse(to) - HALF_DAY)}`;
