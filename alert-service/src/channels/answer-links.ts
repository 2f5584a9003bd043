/** Where the reader of one message can answer it: addresses with a signed token of their own. */
export interface AnswerLinks {
  readonly acknowledge: string;
  readonly resolve: string;
  readonly snooze: string;
  readonly awake: string;
  /** Twilio asks there what to say in a call … */
  readonly voice: string;
  /** … and says there what became of a call or an SMS. */
  readonly report: string;
  /** Under a notification: what each press sends to `/answers/push`. */
  readonly push?: { readonly acknowledge: string; readonly snooze: string };
  /** Under a post in Mattermost: where a press goes, and what goes with it. */
  readonly mattermost?: { readonly url: string; readonly acknowledge: string; readonly snooze: string };
}
