import type { Notice } from '@tocsin/model';

/** No flush asked for it: it changes what was posted. */
export const isUpdate = (notice: Notice): boolean => notice.why.startsWith('incident-');
