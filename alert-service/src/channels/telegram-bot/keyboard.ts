/** What can be pressed under a message: as long as nobody has it, once somebody has, and when it is over. */
type Stage = 'triggered' | 'acknowledged' | 'snoozed' | 'resolved';

interface Key {
  readonly text: string;
  /** 64 bytes at most: https://core.telegram.org/bots/api#inlinekeyboardbutton */
  readonly callback_data: string;
}

export interface Keyboard {
  readonly inline_keyboard: readonly (readonly Key[])[];
}

const words = {
  ack: 'Acknowledge',
  resolve: 'Resolve',
  snooze: 'Snooze 1 h',
  awake: 'I am awake',
  back: 'Hand back',
  wake: 'End the snooze',
  reopen: 'Reopen',
} as const;
export type KeyWord = keyof typeof words;

const rows: Readonly<Record<Stage, readonly (readonly KeyWord[])[]>> = {
  triggered: [['ack'], ['resolve', 'snooze', 'awake']],
  acknowledged: [['resolve', 'snooze', 'back']],
  snoozed: [['ack', 'resolve', 'wake']],
  resolved: [['reopen']],
};

export const keyboardOf = (incident: string, stage: Stage): Keyboard => ({
  inline_keyboard: rows[stage].map((row) =>
    row.map((word) => ({ text: words[word], callback_data: `${word} ${incident}`.slice(0, 64) })),
  ),
});

const isKeyWord = (word: string): word is KeyWord => Object.hasOwn(words, word);

/** A client that is not Telegram's own may send what no key said. */
export function pressedKey(data: string): { readonly word: KeyWord; readonly incident: string } | undefined {
  const [, word = '', incident = ''] = /^([a-z]+) (INC-\d{1,12})$/.exec(data) ?? [];
  return isKeyWord(word) && incident ? { word, incident } : undefined;
}
