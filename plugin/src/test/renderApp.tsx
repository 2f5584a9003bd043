import { render } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel } from '@testing-library/user-event';
import React from 'react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import { App } from '../app/App';
import { PLUGIN_BASE } from '../constants';

/** The app as Grafana mounts it, at an address below its own. */
export function renderApp(path: string) {
  let address = '';
  const Address = () => {
    const { pathname, search } = useLocation();
    address = `${pathname}${search}`.replace(PLUGIN_BASE, '');
    return null;
  };
  const result = render(
    <MemoryRouter initialEntries={[`${PLUGIN_BASE}${path}`]}>
      <Address />
      <Routes>
        <Route path={`${PLUGIN_BASE}/*`} element={<App />} />
      </Routes>
    </MemoryRouter>
  );
  // Whether the pointer passes through is asked of the styles of all parents, at each click: a third of a form's tests.
  // What covers a button is a question for the browser (e2e): nothing is drawn here.
  const user = userEvent.setup({ pointerEventsCheck: PointerEventsCheckLevel.Never });
  return { ...result, user, address: () => address };
}
