/** What a button, an entry of its menu or a dialog asks for. The same words stand in what is posted and in what comes back. */
export const verbs = [
  'acknowledge',
  'resolve',
  'hand-back',
  'snooze-hour',
  'snooze-morning',
  'assign',
  'silence',
  'note',
  'why',
  'awake',
] as const;
export type Verb = (typeof verbs)[number];

/** The `action_id` of the menu: its entries carry verb and subject in their values. */
export const menuId = 'more';
/** A link; Slack tells of it all the same, and nothing is to be done. */
export const openId = 'open';

/** What it is asked of. */
export interface Subject {
  readonly incident: string;
  /** The button stood in the message of a page. */
  readonly page?: string;
}

export const subjectText = ({ incident, page }: Subject): string =>
  page === undefined ? incident : `${incident} ${page}`;

export function subjectOf(text: string): Subject | undefined {
  const [, incident, page] = /^(INC-\d{1,15})(?: (PG-\d{1,15}))?$/.exec(text) ?? [];
  if (incident === undefined) return undefined;
  return { incident, ...(page !== undefined && { page }) };
}

export const verbOf = (text: string): Verb | undefined => verbs.find((verb) => verb === text);
