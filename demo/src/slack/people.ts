/** Who is in the stand-in's workspace: the demo's people, by ids that look unlike anybody's at Slack. */
export interface SlackPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export const mia: SlackPerson = { id: 'U-MIA', name: 'Mia', email: 'mia@example.org' };

export const people: readonly SlackPerson[] = [
  mia,
  { id: 'U-JONAS', name: 'Jonas', email: 'jonas@example.org' },
  { id: 'U-SAM', name: 'Sam', email: 'sam@example.org' },
  { id: 'U-GUEST', name: 'Guest', email: 'guest@example.org' },
];

export const personById = (id: string | undefined): SlackPerson | undefined =>
  people.find((person) => person.id === id);

export const teamId = 'T00000001';

export const wireUser = ({ id, name, email }: SlackPerson) => ({
  id,
  team_id: teamId,
  name: name.toLowerCase(),
  real_name: name,
  deleted: false,
  is_bot: false,
  profile: { real_name: name, display_name: name, email },
});
