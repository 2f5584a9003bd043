import { z } from 'zod';
import { PageContact, PageTarget, WhySentence } from './incident-detail.ts';
import { route } from './route.ts';
import { Time } from './words.ts';

/** A page that was sent to try whether pages arrive, and how far each of its messages has got. */
export const PageTest = z
  .object({
    incident: z.string().meta({ description: 'Its incident: INC-7' }),
    title: z.string(),
    status: z.enum(['running', 'over']),
    sentence: z.string().meta({ description: '"2 of 3 messages have been delivered, the first after 2 s."' }),
    startedAt: Time,
    endedAt: Time.optional(),
    answeredBy: z.string().optional(),
    nextAt: Time.optional().meta({ description: 'The next step of the policy' }),
    messages: z.array(
      PageContact.extend({ target: PageTarget, at: Time, level: z.number().int().optional() }),
    ),
    why: z.array(WhySentence).meta({ description: 'Why somebody was told, and who was not' }),
  })
  .meta({ id: 'PageTest' });
export type PageTest = z.output<typeof PageTest>;

const id = z.string().min(1).max(200);

export const startPageTest = route({
  method: 'post',
  path: '/page-tests',
  summary: 'Send a real page that says it is a test, along a policy or to one person',
  role: 'operator',
  body: z
    .strictObject({
      policy: id.optional(),
      person: id.optional(),
      severity: z
        .enum(['critical', 'high', 'medium', 'low'])
        .optional()
        .meta({ description: 'critical, unless said' }),
    })
    .refine(({ policy, person }) => (policy === undefined) !== (person === undefined), {
      message: 'give a policy or a person, one of them',
      path: ['policy'],
    }),
  response: PageTest,
});

export const getPageTest = route({
  method: 'get',
  path: '/page-tests/{incident}',
  summary: 'How far each message of a test has got',
  role: 'viewer',
  params: z.object({ incident: z.string() }),
  response: PageTest,
});
