/** Why this browser cannot be pushed to, with what to do; undefined: it can. */
export function whyNoPush(): string | undefined {
  if (!window.isSecureContext)
    return 'Browsers take pushes by https only: open Tocsin by its https address (--web.external-url).';
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)
    return Notification.permission === 'denied'
      ? 'Notifications of this site are blocked: allow them in the settings of the browser, then load this page anew.'
      : undefined;
  return isApple()
    ? 'Add Tocsin to the home screen first (Share, then Add to Home Screen), and open this page from there.'
    : 'This browser takes no pushes. Chrome, Firefox, Edge and Safari do.';
}

const isApple = (): boolean => /iPhone|iPad|Mac OS/.test(navigator.userAgent);

/** Asks the person, then the browser's push service; what the alert service needs to push here, as JSON. */
export async function subscribe(base: string, key: string): Promise<string> {
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') throw new Error(whyNoPush() ?? 'Notifications were not allowed: try again.');
  const registration = await navigator.serviceWorker.register(`${base}/public/push-worker.js`, {
    scope: `${base}/`,
    updateViaCache: 'none',
  });
  await isActive(registration);
  // One of another key, from before a restore of the service, would be refused.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  return JSON.stringify(subscription);
}

function isActive({ active, installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const coming = installing ?? waiting;
  if (active || !coming) return Promise.resolve();
  return new Promise((done) =>
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') done();
    }),
  );
}

/** The code that was pushed here, as the service worker hands it on. */
export function onCode(take: (code: string) => void): () => void {
  const heard = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data !== 'object' || data === null || !('tocsinCode' in data)) return;
    if (typeof data.tocsinCode === 'string') take(data.tocsinCode);
  };
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  worker?.addEventListener('message', heard);
  return () => worker?.removeEventListener('message', heard);
}

/** `android-k3f9`: what it is, and which. */
export function newPhoneId(): string {
  const kind = /Android/i.test(navigator.userAgent)
    ? 'android'
    : (/iPhone|iPad|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0].toLowerCase() ?? 'browser');
  const which = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => (byte % 36).toString(36));
  return `${kind}-${which.join('')}`;
}
