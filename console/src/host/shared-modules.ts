/**
 * What the host shares with plugins, under the names they ask for: one React, one router, one @grafana/ui.
 * build.mjs fails when the built plugin asks for a name that is not listed here.
 */
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaDataUnstable from '@grafana/data/unstable';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaRuntimeUnstable from '@grafana/runtime/unstable';
import * as grafanaUi from '@grafana/ui';
import * as grafanaUiUnstable from '@grafana/ui/unstable';
import i18next, * as i18nextNames from 'i18next';
import lodash from 'lodash';
import moment from 'moment';
import react, * as reactNames from 'react';
import reactDom, * as reactDomNames from 'react-dom';
import * as reactRouter from 'react-router';
import * as jsxRuntime from 'react/jsx-runtime';
import * as rxjs from 'rxjs';

/** A CommonJS module is handed out whole, as `require` would. */
const whole = (value: unknown, names: object = {}) => ({ ...names, default: value, __useDefault: true });

const shared = (): Readonly<Record<string, object>> => ({
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/data/unstable': grafanaDataUnstable,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/runtime/unstable': grafanaRuntimeUnstable,
  '@grafana/ui': grafanaUi,
  '@grafana/ui/unstable': grafanaUiUnstable,
  emotion: emotionCss,
  i18next: whole(i18next, i18nextNames),
  lodash: whole(lodash),
  moment: whole(moment),
  react: whole(react, reactNames),
  'react-dom': whole(reactDom, reactDomNames),
  'react-router': reactRouter,
  'react/jsx-runtime': jsxRuntime,
  rxjs,
});

/** Only after all setters have run: SystemJS copies the values that a module exports at this moment. */
export function shareModules(): void {
  const modules = Object.entries(shared());
  const address = (name: string) => `package:${name}`;
  System.addImportMap({ imports: Object.fromEntries(modules.map(([name]) => [name, address(name)])) });
  for (const [name, module] of modules) System.set(address(name), { ...module });
}
