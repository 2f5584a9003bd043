/** A path below the API's. */
export const at = (apiUrl: string, path: string): string => {
  const url = new URL(apiUrl);
  url.pathname = `${url.pathname.replace(/\/+$/u, '')}/${path}`;
  return url.href;
};

/** Version 3 wants texts as documents of Atlassian's own format. */
export const isThird = (apiUrl: string): boolean =>
  new URL(apiUrl).pathname.replace(/\/+$/u, '').endsWith('/3');
