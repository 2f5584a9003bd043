// Swaps in what changed on the server; a reader's scroll position, an open detail and an open mail stay as they are.
const refreshMs = 1000;
const known = new Map([...document.querySelectorAll('[data-live]')].map((part) => [part.id, part.innerHTML]));

async function refresh() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const old = document.getElementById(part.id);
    const text = part.innerHTML;
    if (old && known.get(part.id) !== text) swap(old, part);
    known.set(part.id, text);
  }
}

function swap(old, part) {
  const atEnd = old.scrollHeight - old.scrollTop - old.clientHeight < 40;
  old.replaceChildren(...part.childNodes);
  if (atEnd && 'follow' in old.dataset) old.scrollTop = old.scrollHeight;
}

const list = document.querySelector('[data-live][data-follow]');
if (list && !location.hash) list.scrollTop = list.scrollHeight;
setInterval(() => void refresh().catch(() => undefined), refreshMs);
