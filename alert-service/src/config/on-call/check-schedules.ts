import type { WrittenLayer, WrittenOverride, WrittenSchedule } from '@tocsin/api';
import { isAddress } from './check-people.ts';
import { type Checking, checkZone, mustBeKnown, repeated } from './findings.ts';

export function checkSchedule(schedule: WrittenSchedule, checking: Checking): void {
  const { id, layers, timeZone, calendar } = schedule;
  const { problem, warn } = checking;
  checkZone(timeZone, ['timeZone'], checking);
  const ids = layers.map((layer) => layer.id);
  for (const index of repeated(ids))
    problem(['layers', index, 'id'], `the layer "${ids[index]}" is given twice: choose another id`);
  for (const [index, layer] of layers.entries()) checkLayer(layer, ['layers', index], checking);
  if (calendar !== undefined && !isAddress(calendar))
    problem(['calendar'], 'expected an address that begins with https:// or http://');
  if (layers.length === 0 && calendar === undefined)
    warn(['name'], `nobody is ever on call in "${id}": add a layer, or the address of a calendar`);
}

const isDate = (written: string): boolean => {
  try {
    Temporal.PlainDateTime.from(written, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};

function checkLayer(
  { turns, startsOn, endsOn, restrictions }: WrittenLayer,
  path: readonly PropertyKey[],
  checking: Checking,
): void {
  const { problem } = checking;
  for (const [turn, people] of turns.entries())
    for (const [index, person] of people.entries())
      mustBeKnown('people', person, { ...checking, path: [...path, 'turns', turn, index] });
  for (const [name, written] of Object.entries({ startsOn, endsOn }))
    if (written !== undefined && !isDate(written))
      problem([...path, name], `there is no such day as ${written.slice(0, 10)}: mend the date`);
  if (endsOn !== undefined && endsOn <= startsOn)
    problem([...path, 'endsOn'], 'it ends before it begins: nobody would ever be on call in it');
  for (const [index, { days }] of (restrictions ?? []).entries())
    for (const twice of repeated(days ?? []))
      problem([...path, 'restrictions', index, 'days', twice], 'this day is given twice: keep one of them');
}

export function checkOverride(override: WrittenOverride, checking: Checking): void {
  const { schedule, person, insteadOf, from, to } = override;
  mustBeKnown('schedules', schedule, { ...checking, path: ['schedule'] });
  if (person !== undefined) mustBeKnown('people', person, { ...checking, path: ['person'] });
  if (insteadOf !== undefined) mustBeKnown('people', insteadOf, { ...checking, path: ['insteadOf'] });
  if (Date.parse(to) <= Date.parse(from))
    checking.problem(['to'], 'it ends before it begins: exchange the two times, or mend one of them');
}
