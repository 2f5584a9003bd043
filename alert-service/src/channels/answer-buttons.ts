import type { Message } from './channel.ts';

export interface AnswerButton {
  readonly does: 'acknowledge' | 'snooze';
  readonly text: string;
  readonly url: string;
}

/** What can be pressed under a message of a chat; nothing where no answer is wanted from there, or somebody has it. */
export function answerButtons({ answers, incident, notice }: Message): readonly AnswerButton[] {
  const open =
    notice.firing.length > 0 && !notice.digest && (incident?.status ?? 'triggered') === 'triggered';
  if (!answers || !open) return [];
  return [
    { does: 'acknowledge', text: 'Acknowledge', url: answers.acknowledge },
    { does: 'snooze', text: 'Snooze 1 h', url: answers.snooze },
  ];
}
