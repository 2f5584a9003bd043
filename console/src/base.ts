/** The route prefix the console is served under: empty, or like `/tocsin`, never with a slash at its end. */
export function readBase(): string {
  const content = document.querySelector<HTMLMetaElement>('meta[name="tocsin-base"]')?.content ?? '';
  return content.startsWith('/') ? content.replace(/\/+$/, '') : '';
}
