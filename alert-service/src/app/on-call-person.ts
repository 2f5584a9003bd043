import { objectsIn, type Person } from '#core/on-call/directory';
import type { Engine } from '#engine/engine';
import type { DoorOptions, Known } from '#http/door';

/** Finds who asks among the people on call: by a login, else by an address that Grafana has verified. */
export function onCallPersonOf(engine: Pick<Engine, 'state'>): DoorOptions['onCallPerson'] {
  let last: { readonly state: unknown; readonly seq: number; readonly people: People } | undefined;
  return (known) => {
    const state = engine.state();
    if (last?.state !== state || last.seq !== state.seq)
      last = { state, seq: state.seq, people: peopleOf(objectsIn(state.directory, 'person')) };
    return find(last.people, known);
  };
}

/** Absent where two people have the same: neither is taken for the other. */
interface People {
  readonly byLogin: ReadonlyMap<string, Person | undefined>;
  readonly byEmail: ReadonlyMap<string, Person | undefined>;
}

const peopleOf = (people: readonly Person[]): People => ({
  byLogin: uniqueBy(people, ({ login }) => login),
  byEmail: uniqueBy(people, ({ email }) => email?.toLowerCase()),
});

function uniqueBy(people: readonly Person[], keyOf: (person: Person) => string | undefined) {
  const found = new Map<string, Person | undefined>();
  for (const person of people) {
    const key = keyOf(person);
    if (key !== undefined) found.set(key, found.has(key) ? undefined : person);
  }
  return found;
}

function find({ byLogin, byEmail }: People, { logins, email }: Known): Person | undefined {
  const login = logins.find((each) => byLogin.has(each));
  if (login !== undefined) return byLogin.get(login);
  return email === undefined ? undefined : byEmail.get(email.toLowerCase());
}
