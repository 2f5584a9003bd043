/** What the alert service pushes (alert-service/src/channels/web-push/notification.ts): the two must agree. */
export interface Shown {
  readonly title: string;
  readonly body: string;
  /** Another with the same takes its place. */
  readonly tag: string;
  /** What opens, below the address of the console. */
  readonly path: string;
  readonly silent: boolean;
  readonly actions: readonly Press[];
  /** Proves that this phone is theirs. */
  readonly code?: string;
}

export interface Press {
  readonly does: string;
  readonly title: string;
  /** Proves what may be done, and by whom. */
  readonly answer: string;
}

/** Each push must show something, whatever came in it: a browser takes the right to push away otherwise. */
export function readShown(value: unknown): Shown {
  const text = (name: string): string => textIn(value, name);
  const code = text('code');
  return {
    title: text('title') || 'Tocsin',
    body: text('body'),
    tag: text('tag') || 'tocsin',
    path: text('path'),
    silent: partOf(value, 'silent') === true,
    actions: listIn(value, 'actions').map((each) => ({
      does: textIn(each, 'does'),
      title: textIn(each, 'title'),
      answer: textIn(each, 'answer'),
    })),
    ...(code !== '' && { code }),
  };
}

export function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

export function textIn(value: unknown, name: string): string {
  const part = partOf(value, name);
  return typeof part === 'string' ? part : '';
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const part = partOf(value, name);
  return Array.isArray(part) ? part : [];
}

const partOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;

/** Where no button can be under a notification (iOS), the page of the link asks instead: it takes the token alone. */
export const linkPath = ({ answer }: Press): string =>
  `answers/link/${answer.split('.').slice(0, 2).join('.')}`;
