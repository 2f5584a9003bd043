import { z } from 'zod';
import { ContactKind, WrittenContact, WrittenRules } from './on-call-document.ts';
import { OnCallShift } from './on-call.ts';
import { WrittenHours } from './on-call-words.ts';
import { route } from './route.ts';
import { Time } from './words.ts';

/** A contact method with what is known of it. */
export const KeptContact = z
  .object({
    id: z.string(),
    kind: ContactKind,
    address: z.string().meta({ description: 'Shortened for everybody but the person and admins' }),
    state: z.enum(['vouched', 'verified', 'asked', 'unverified', 'bounced']),
    verifiedAt: Time.optional(),
    askedAt: Time.optional(),
    bouncedAt: Time.optional(),
    own: z.boolean().meta({ description: 'The person added it; it is not of their entry' }),
    used: z.array(z.string()).meta({ description: 'Severities whose rules name it' }),
  })
  .meta({ id: 'KeptContact' });
export type KeptContact = z.output<typeof KeptContact>;

/** A rule or a shift of one's own. */
export const MyOnCall = z
  .object({
    person: z.string().optional().meta({ description: 'Id; absent: nobody of the directory has this login' }),
    name: z.string(),
    hint: z.string().optional().meta({ description: 'What to do, where nobody was found' }),
    now: z.array(z.object({ schedule: z.string(), name: z.string(), shift: OnCallShift })),
    next: z
      .array(z.object({ schedule: z.string(), name: z.string(), shift: OnCallShift }))
      .meta({ description: 'Of the next 28 days' }),
    contacts: z.array(KeptContact),
    rules: WrittenRules,
    ownRules: z.boolean().meta({ description: 'Set here, in place of those of the entry' }),
    timeZone: z.string().optional(),
    quietHours: WrittenHours.optional(),
    mostPerMinute: z.number().int(),
    calendar: z.string().optional().meta({ description: 'Address of the iCal feed of own shifts: keep it' }),
    version: z.number().int().meta({ description: 'Of the own rules; 0: none yet' }),
  })
  .meta({ id: 'MyOnCall' });
export type MyOnCall = z.output<typeof MyOnCall>;

export const getMyOnCall = route({
  method: 'get',
  path: '/me/on-call',
  summary: 'My shifts, my contacts, my rules',
  role: 'viewer',
  response: MyOnCall,
});

export const setMyRules = route({
  method: 'put',
  path: '/me/rules',
  summary: 'How I want to be told, by severity; `reset` goes back to those of my entry',
  role: 'viewer',
  body: z.object({
    rules: WrittenRules.optional(),
    quietHours: WrittenHours.optional(),
    mostPerMinute: z.number().int().min(1).max(1_000).optional(),
    reset: z.boolean().optional(),
    version: z.number().int().optional(),
  }),
  response: MyOnCall,
});

export const addMyContact = route({
  method: 'post',
  path: '/me/contacts',
  summary: 'A further way to reach me; it is used once it is proved',
  role: 'viewer',
  body: WrittenContact.omit({ vouched: true }),
  response: MyOnCall,
});

export const getPushKey = route({
  method: 'get',
  path: '/me/push',
  summary: 'What a browser subscribes to pushes with; the subscription is then a contact of kind push',
  role: 'viewer',
  response: z.object({ key: z.string().meta({ description: '`applicationServerKey`, in base64url' }) }),
});

const contactParams = z.object({ contact: z.string() });

export const removeMyContact = route({
  method: 'delete',
  path: '/me/contacts/{contact}',
  summary: 'I am not reached this way any more',
  role: 'viewer',
  params: contactParams,
  response: MyOnCall,
});

export const askForProof = route({
  method: 'post',
  path: '/me/contacts/{contact}/ask',
  summary: 'Send a code through a contact of mine',
  role: 'viewer',
  params: contactParams,
  body: z.object({}),
  response: MyOnCall,
});

export const proveContact = route({
  method: 'post',
  path: '/me/contacts/{contact}/prove',
  summary: 'The code that came through it',
  role: 'viewer',
  params: contactParams,
  body: z.object({ code: z.string().trim().min(1).max(100) }),
  response: MyOnCall,
});
