import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const pictures = path.join(import.meta.dirname, '..', 'test-output', 'e2e');

/** SystemJS says W6 while axe looks at its scripts; nothing is wrong then. */
const harmless = [/SystemJS Warning#?\s?W6|W6 \(SystemJS/i, /SystemJS Warning/];

/** All that a person with the developer tools open would see in red, from now on. */
export function troubleOf(page: Page): string[] {
  const trouble: string[] = [];
  const add = (words: string) => {
    if (!harmless.some((known) => known.test(words))) trouble.push(words);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') add(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => add(`${error.message}\n${error.stack ?? ''}`));
  page.on('response', (response) => {
    if (response.status() >= 400) add(`${response.status()} ${response.url()}`);
  });
  return trouble;
}

/** What axe holds to be serious or worse, in words that say where. In a second theme only the colours differ. */
export async function seriousFindings(page: Page, what: 'all' | 'colours' = 'all'): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (
    what === 'colours'
      ? axe.withRules(['color-contrast'])
      : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
  ).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`,
      ),
    );
}

/** A picture among the test's output, for people to look at: where they want one, since drawing it takes a second. */
export async function picture(page: Page, name: string, { whole = false } = {}): Promise<void> {
  if (process.env['TOCSIN_PICTURES'] !== '1') return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: whole });
}

/**
 * What stands where it should not: beyond the window's right edge where the page can be scrolled sideways for it, out of
 * its card and over the next, or cut off in the page's own sentence. What scrolls or is cut with an ellipsis does neither.
 */
export async function beyondTheEdge(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const box = (element) => element.getBoundingClientRect();
    const say = (element, edge) =>
      \`\${element.tagName} "\${element.textContent.slice(0, 40)}" ends at \${Math.round(box(element).right)} of \${Math.round(edge)}\`;
    const wide = scrollWidth <= clientWidth ? [] :
      [...document.body.querySelectorAll('*')].filter((element) => box(element).right > clientWidth + 1);
    // What is fixed to the window cannot be scrolled to.
    const isFixed = (element) => element !== null && (getComputedStyle(element).position === 'fixed' || isFixed(element.parentElement));
    const outOfReach = [...document.querySelectorAll('main button, main a')].filter(
      (element) => box(element).width > 1 && box(element).right > clientWidth + 1 && isFixed(element));
    const held = (element, card) => {
      for (let at = element.parentElement; at && at !== card; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== 'visible') return true;
      }
      return false;
    };
    const spilt = [...document.querySelectorAll('main section')].flatMap((card) =>
      [...card.querySelectorAll('*')]
        .filter((element) => box(element).width > 1 && box(element).right > box(card).right + 1 && !held(element, card))
        .slice(-2)
        .map((element) => say(element, box(card).right)));
    const cut = [...document.querySelectorAll('h1, h2')].filter(
      (title) => box(title).width > 1 && title.scrollWidth > title.clientWidth + 1);
    return [
      ...wide.slice(-3).map((element) => say(element, clientWidth)),
      ...spilt,
      ...outOfReach.map((element) => say(element, clientWidth)),
      ...cut.map((title) => \`\${title.tagName} "\${title.textContent}" is cut\`),
    ];
  })()`);
}

/** What is cut with an ellipsis, whole. */
export async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('main *')]
    .filter((element) => element.clientWidth > 1 && element.scrollWidth > element.clientWidth)
    .map((element) => element.textContent)`);
}
