import { jsonOf, linkPath, type Press, readShown, type Shown, textIn } from './shown.ts';

declare const self: ServiceWorkerGlobalScope;

/** The part of the console that lives on while no page is open: it shows what is pushed, and sends what is pressed. */
self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil(pushed(readShown(jsonOf(event.data?.text())))));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const shown = readShown(event.notification.data);
  const press = shown.actions.find(({ does }) => does === event.action);
  event.waitUntil(press ? pressed(shown, press) : open(pathOf(shown)));
});
self.addEventListener('pushsubscriptionchange', (event) => {
  const lost = readShown({
    title: 'This phone gets no pushes any more',
    body: 'Its browser has ended the subscription: open this, and add the phone anew.',
    ...{ tag: 'lost', path: 'console/phone' },
  });
  if (event instanceof ExtendableEvent) event.waitUntil(show(lost));
});

async function pushed(shown: Shown): Promise<void> {
  if (shown.code !== undefined)
    for (const page of await self.clients.matchAll({ type: 'window', includeUncontrolled: true }))
      page.postMessage({ tocsinCode: shown.code });
  await show(shown);
}

function show(shown: Shown): Promise<void> {
  const { title, body, tag, silent, actions } = shown;
  const options = {
    ...{ body, tag, silent, data: shown, renotify: !silent },
    icon: at('public/tocsin.svg'),
    actions: actions.map(({ does, title: words }) => ({ action: does, title: words })),
    // It stays until it is answered: a page that slides away at night is lost.
    requireInteraction: actions.length > 0,
  };
  return self.registration.showNotification(title, options);
}

/** What it came to stands where it was pressed; what was not kept can be pressed again. */
async function pressed(shown: Shown, { answer }: Press): Promise<void> {
  const words = await sent(answer, crypto.randomUUID());
  const { title, tag, path } = shown;
  if (words === undefined)
    return show({ ...shown, title: 'Not done: Tocsin cannot be reached. Press again.', body: title });
  return show({ title: words, body: title, tag, path, silent: true, actions: [] });
}

const triesMs = [0, 1_000, 4_000];

/** The same press each time: it counts once. */
async function sent(answer: string, press: string): Promise<string | undefined> {
  for (const waitMs of triesMs) {
    await new Promise((done) => setTimeout(done, waitMs));
    try {
      const response = await fetch(at('answers/push'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ answer, press }),
      });
      const said = jsonOf(await response.text());
      if (response.status < 500 && response.status !== 429)
        return textIn(said, 'words') || textIn(said, 'title');
    } catch {
      // Out of reach, perhaps for a moment.
    }
  }
  return undefined;
}

function pathOf({ path, actions: [first] }: Shown): string {
  const canPress = 'maxActions' in Notification && Number(Notification.maxActions) > 0;
  return first && !canPress ? linkPath(first) : path;
}

/** Only what is ours opens. */
async function open(path: string): Promise<void> {
  const url = at(path);
  await self.clients.openWindow(url.startsWith(self.registration.scope) ? url : self.registration.scope);
}

const at = (path: string): string => new URL(path, self.registration.scope).href;
