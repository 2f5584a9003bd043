import type { CalendarLine } from './calendar-lines.ts';

/** Whom an event can name. */
export interface CalendarPerson {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** Ids of those whom an event puts on call: its attendees, else whose address, name or id stands in its title. */
export function peopleOfEvent(
  lines: readonly CalendarLine[],
  people: readonly CalendarPerson[],
): readonly string[] {
  const invited = attendees(lines, people);
  return invited.length > 0 ? invited : inTitle(summaryOf(lines), people);
}

function attendees(lines: readonly CalendarLine[], people: readonly CalendarPerson[]): string[] {
  const addresses = lines
    .filter(({ name, params }) => name === 'ATTENDEE' && params.get('PARTSTAT')?.toUpperCase() !== 'DECLINED')
    .map(({ value }) => value.replace(/^mailto:/i, '').toLowerCase());
  return people.filter(({ email }) => email && addresses.includes(email.toLowerCase())).map(({ id }) => id);
}

/** The longest that fits: "Mia Ray on call" is Mia Ray, not Mia. */
function inTitle(title: string, people: readonly CalendarPerson[]): string[] {
  const found = people.flatMap((person) => {
    const words = [person.email, person.name, person.id].filter((word) => word !== undefined && word !== '');
    const word = words.find((each) => each !== undefined && hasWord(title, each));
    return word === undefined ? [] : [{ id: person.id, word }];
  });
  const isWithin = (word: string): boolean =>
    found.some((other) => other.word.length > word.length && hasWord(other.word, word));
  return found.filter(({ word }) => !isWithin(word)).map(({ id }) => id);
}

function hasWord(text: string, word: string): boolean {
  const pattern = `(?<![\\p{L}\\p{N}])${RegExp.escape(word)}(?![\\p{L}\\p{N}])`;
  return new RegExp(pattern, 'iu').test(text);
}

const mostShown = 80;

/** Its title, as a person reads it. */
export function summaryOf(lines: readonly CalendarLine[]): string {
  const text = lines.find(({ name }) => name === 'SUMMARY')?.value ?? '';
  return text
    .replace(/\\([\\;,nN])/g, (_, mark: string) => (mark.toLowerCase() === 'n' ? ' ' : mark))
    .slice(0, mostShown);
}
