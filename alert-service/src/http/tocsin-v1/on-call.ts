import { onCallFileHandlers } from './on-call-files.ts';
import { onCallMeHandlers } from './on-call-me.ts';
import { onCallObjectHandlers } from './on-call-objects.ts';
import { onCallScheduleHandlers } from './on-call-schedules.ts';

/** Who is on call, and everything that says so. */
export const onCallHandlers = {
  ...onCallObjectHandlers,
  ...onCallScheduleHandlers,
  ...onCallFileHandlers,
  ...onCallMeHandlers,
};
