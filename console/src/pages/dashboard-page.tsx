import { TextLink } from '@grafana/ui';
import { useLocation, useParams } from 'react-router';
import { PageFrame } from '../chrome/page-frame.tsx';
import { home } from '../host/plugin-meta.ts';

const page = { text: 'Dashboards open in Grafana' };

/** Messages link to dashboards, which only Grafana shows: here they are told where to look instead. */
export function DashboardPage() {
  const { uid } = useParams();
  const service = new URLSearchParams(useLocation().search).get('var-service');
  const about = service ? ` for ${service}` : '';
  return (
    <PageFrame pageNav={page} subTitle={`This console is the app without Grafana: it has no ${uid}${about}.`}>
      <p>
        The dashboard is a file in dashboards/. On a machine with Docker, npm start brings up Grafana with it.
      </p>
      <p>
        <TextLink href={home}>Service health is on the overview</TextLink>
      </p>
    </PageFrame>
  );
}
