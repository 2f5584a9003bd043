import { CannotListen } from './cannot-listen.ts';

/** Where systemd puts the first socket that it hands over. */
const firstDescriptor = 3;

/** The sockets of socket activation (sd_listen_fds), as file descriptors. */
export function systemdSockets(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): number[] {
  const { LISTEN_PID: forWhom, LISTEN_FDS: count = '' } = environment;
  if (forWhom !== String(pid) || !/^[1-9]\d{0,3}$/.test(count))
    throw new CannotListen(
      '--web.systemd-socket: systemd handed no socket over: start it by a .socket unit, or take the flag out',
    );
  return Array.from({ length: Number(count) }, (_, index) => firstDescriptor + index);
}
