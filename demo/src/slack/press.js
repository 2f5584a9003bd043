// Presses, commands and dialogs: told to the stand-in, which tells the app as Slack would. What comes of it, live.js shows.
const me = () => document.querySelector('[data-me]')?.value ?? '';
const channel = () => document.querySelector('main')?.dataset.channel ?? '';
const status = () => document.getElementById('status');

async function tell(path, body) {
  status().textContent = '';
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: me(), channel: channel(), ...body }),
  });
  const { problem } = await response.json();
  if (problem) status().textContent = `This did not work: ${problem}`;
}

function entered() {
  const fields = [...document.querySelectorAll('.dialog [data-field]')];
  return Object.fromEntries(
    fields.map(({ name, value, dataset: { field } }) => [
      name,
      { [field]: field === 'selected_option' ? { value } : value },
    ]),
  );
}

document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-press], [data-submit-view], [data-close-view]');
  if (!target) return;
  event.preventDefault();
  if ('submitView' in target.dataset) void tell('/api/submit-view', { values: entered() });
  else if ('closeView' in target.dataset) void tell('/api/close-view', {});
  else {
    const { press: actionId, option } = target.dataset;
    const { ts, channel: where } = target.closest('[data-ts]').dataset;
    target.closest('details.menu')?.removeAttribute('open');
    void tell('/api/press', { channel: where, ts, actionId, ...(option === undefined ? {} : { option }) });
  }
});

document.getElementById('command')?.addEventListener('keydown', (event) => {
  const text = event.target.value.trim();
  if (event.key !== 'Enter' || text === '') return;
  event.target.value = '';
  void tell('/api/command', { text });
});

document.querySelector('[data-me]')?.addEventListener('change', () => {
  const address = new URL(location.href);
  address.searchParams.set('as', me());
  location.assign(address);
});
