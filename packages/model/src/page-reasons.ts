/** Why somebody is paged. */
export const pageReasons = {
  'policy-step': 'A step of the escalation policy tells them now.',
  'last-resort': 'Nobody else answered or could be told: the last resort of the policy is told.',
  'severity-raised': 'The incident is more severe than what was acknowledged.',
  'new-service': 'The incident has reached a service that it had not when it was acknowledged.',
  'acknowledgement-expired': 'Whoever had the incident has not renewed the acknowledgement in time.',
  'snooze-ended': 'The incident was snoozed, the time is over, and it still fires.',
  'handed-back': 'Whoever had the incident gave it back.',
  reopened: 'The incident fires again.',
  assigned: 'Somebody gave them the incident.',
  asked: 'Somebody asked for them by hand.',
  test: 'A test of the policy: nothing is wrong.',
} as const;
export type PageReason = keyof typeof pageReasons;

/** Why somebody is not paged, or a step of a policy tells nobody. */
export const notPagedReasons = {
  'incident-acknowledged': 'Somebody has the incident.',
  'incident-snoozed': 'Somebody has put the incident off until later.',
  'incident-resolved': 'The incident is over.',
  'incident-merged': 'The incident is part of another one, which pages.',
  'incident-silenced': 'All that fires of the incident is hidden.',
  'nobody-on-call': 'Nobody is on call in this schedule at this time: the last resort is told.',
  'person-unknown': 'There is no such person any more.',
  'schedule-unknown': 'There is no such schedule any more.',
  'team-unknown': 'There is no such team any more, or nobody is in it.',
  'receiver-unknown': 'There is no such receiver any more, or it has no integration.',
  'policy-unknown': 'There is no such policy any more.',
  'automation-unknown': 'There is no such automation any more.',
  'policy-loop': 'The policy leads back to itself: that part of it is left out.',
  'no-contact': 'They have no contact method that is verified.',
  'quiet-hours': 'These are their quiet hours, and this is not critical.',
  'condition-not-met': 'The condition of this step does not hold.',
  'outside-hours': 'The policy works in business hours only, and this severity waits for them.',
  'already-paged': 'They have been told of this incident by an earlier step, and that page still runs.',
  'not-delivered': 'No message of theirs could be delivered.',
  'has-it': 'They have the incident themselves.',
  'no-step': 'The policy has no step that tells anybody.',
} as const;
export type NotPagedReason = keyof typeof notPagedReasons;

/** What the auditor may find, and mends: none of it should ever be. */
export const stuckFaults = {
  none: 'The incident has a policy, and nothing escalated it.',
  overdue: 'A step was due more than a minute ago, and nothing ran it.',
  'not-running': 'Nobody has the incident, and its escalation did not go on.',
  'not-paused': 'Somebody has the incident, and its escalation went on.',
  'not-stopped': 'The incident is over, and its escalation went on.',
  'nobody-told':
    'The policy is at its end, and no message of it has arrived: the last resort is tried again.',
} as const;
export type StuckFault = keyof typeof stuckFaults;

/** How one message of a page ended, or why it waits. */
export const contactReasons = {
  answered: 'They have answered: nothing more is sent for this page.',
  replaced: 'A newer page of the same incident tells them.',
  awake: 'They said that they are awake: their other channels are left alone.',
  'quiet-hours-until': 'These are their quiet hours: it waits until they are over.',
  'storm-digest': 'They have had as many messages as they want in a minute: it goes into a digest.',
  'contact-unverified': 'This contact method is not verified.',
  'unverified-used': 'This contact method is not verified, and used all the same: it is the last resort.',
  'contact-removed': 'This contact method is no longer configured.',
  'contact-bounced': 'This contact method refused: it is not tried again for this page.',
  'contact-unconfigured': 'Nothing that stands in the files can send it: the error says what to add.',
  'contact-gave-up': 'It could not be delivered in time.',
} as const;
export type ContactReason = keyof typeof contactReasons;
