import { Navigate, useLocation } from 'react-router';
import { pageOfHash } from '../chrome/alertmanager-links.ts';
import { app, home } from '../host/plugin-meta.ts';

/** Where no page is named: the first one, or the one that a link made for Alertmanager means. */
export function FirstPage() {
  const { hash } = useLocation();
  return <Navigate to={pageOfHash(hash, `/a/${app.id}`) ?? home} replace />;
}
