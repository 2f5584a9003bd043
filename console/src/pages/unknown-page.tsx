import { TextLink } from '@grafana/ui';
import { useLocation } from 'react-router';
import { PageFrame } from '../chrome/page-frame.tsx';
import { home } from '../host/plugin-meta.ts';

const page = { text: 'No such page' };

export function UnknownPage() {
  const { pathname } = useLocation();
  return (
    <PageFrame pageNav={page} subTitle={`Nothing is at ${pathname}.`}>
      <p>
        <TextLink href={home}>To the first page</TextLink>
      </p>
    </PageFrame>
  );
}
