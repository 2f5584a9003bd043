import React, { type MouseEvent, type ReactNode } from 'react';
import { useHref, useNavigate } from 'react-router-dom';
import { type IconName, LinkButton } from '@grafana/ui';

interface Props {
  to: string;
  icon?: IconName;
  fill?: 'text';
  children: ReactNode;
}

/** Leads to another page, in a new tab too, and looks like a button. Never the primary one: that one does something. */
export function ButtonLink({ to, icon, fill, children }: Props) {
  const href = useHref(to);
  const navigate = useNavigate();
  const onClick = (event: MouseEvent) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      navigate(to);
    }
  };
  return (
    <LinkButton variant={fill ? 'primary' : 'secondary'} fill={fill} icon={icon} href={href} onClick={onClick}>
      {children}
    </LinkButton>
  );
}
