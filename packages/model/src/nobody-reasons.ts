/** Why nobody is on call in a schedule at a time: the strongest of what its layers and overrides say. */
export const nobodyReasons = {
  'no-schedule': 'There is no such schedule at this time.',
  'no-layers': 'The schedule has no layer and no calendar that puts somebody on call.',
  'not-started': 'Its layers begin later.',
  ended: 'Its layers have ended.',
  'empty-turn': 'Nobody takes this turn.',
  'outside-restrictions': 'Its layers hold only at other times of the week.',
  'person-unknown': 'Whose turn it is does not exist any more.',
  'nobody-on-purpose': 'An override says that nobody is on call.',
} as const;
export type NobodyReason = keyof typeof nobodyReasons;
