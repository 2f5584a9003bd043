import type { Page } from 'playwright-core';

interface Looked {
  readonly element: string;
  readonly words: string;
  /** What it says until then. */
  readonly not?: string;
}

const patienceMs = 60_000;

/** The time at which the page came to show an element with these words. */
export async function whenShown(
  page: Page,
  { element, words, not = 'nothing of the kind' }: Looked,
): Promise<number> {
  const [of, first, second] = [element, words, not].map((text) => JSON.stringify(text));
  const at = await page.evaluate<number>(`new Promise((resolve) => {
    const isThere = () => [...document.querySelectorAll(${of})].some(({ textContent }) =>
      textContent.includes(${first}) && !textContent.includes(${second}));
    const done = (at) => { watcher.disconnect(); resolve(at); };
    const look = () => { if (isThere()) done(Date.now()); };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
    setTimeout(() => done(-1), ${patienceMs});
    look();
  })`);
  if (at < 0) throw new Error(`the page never said ${words}`);
  return at;
}
