/**
 * Runs before the bundle, as a plain script: @grafana/runtime and @grafana/ui read these globals when they are imported,
 * and the page has its ground colour before anything is drawn.
 */
import { readBase } from './base.ts';
import { modeOf, storedTheme, storedTimeZone } from './preferences.ts';

const base = readBase();
const mode = modeOf(storedTheme());
document.documentElement.dataset['theme'] = mode;

Object.assign(window, {
  __grafana_public_path__: `${base}/public/`,
  grafanaBootData: {
    assets: { dark: '', light: '' },
    navTree: [],
    settings: {
      appSubUrl: base,
      appUrl: `${window.location.origin}${base}/`,
      buildInfo: { version: '13.2.2', commit: '', env: 'production', edition: 'Open Source' },
      featureToggles: {},
      windowTitlePrefix: 'Tocsin - ',
    },
    user: {
      id: 1,
      uid: 'console',
      login: 'console',
      name: '',
      email: '',
      orgId: 1,
      orgCount: 1,
      orgName: 'Tocsin',
      orgRole: 'Editor',
      isSignedIn: true,
      isGrafanaAdmin: false,
      permissions: {},
      analytics: { identifier: '' },
      authenticatedBy: '',
      externalUserId: '',
      gravatarUrl: '',
      language: 'en-US',
      weekStart: 'browser',
      timezone: storedTimeZone(),
      theme: mode,
      lightTheme: mode === 'light',
    },
  },
});
