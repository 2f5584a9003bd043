import { useLiveState } from '../api/LiveProvider';

/** Who may be told and how is for admins to say. */
export function useIsAdmin(): boolean {
  const { me } = useLiveState();
  return me?.role === 'admin' && me.person.known;
}
