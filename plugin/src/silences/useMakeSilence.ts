import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Request, Routes } from '@tocsin/api';
import { client } from '../api/client';
import { useLive } from '../api/LiveProvider';
import { paths } from '../app/paths';
import { useToast } from '../ui/Toast';
import { alertsText } from './counts';
import { matchersOf } from './draft';
import { wireRepeat } from './repeat';
import { timesOf, wireUntil } from './span';
import type { Draft } from './useDraft';
import { timeZoneName } from './usePreview';

type Body = Request<Routes['makeSilence']>['body'];

const DAY = 86_400_000;

/** What is to be sent, or what is missing yet. */
export function bodyOf(draft: Draft, now: number, id: string | undefined): Body | string {
  const matchers = matchersOf(draft.rows);
  const times = timesOf(draft.span, now);
  const recurs = wireRepeat(draft.repeat, timeZoneName());
  const comment = draft.comment.trim();
  if (matchers.length === 0) {
    return 'Say which alerts: fill in a matcher.';
  }
  if (typeof times === 'string' || typeof recurs === 'string') {
    return typeof times === 'string' ? times : String(recurs);
  }
  if (comment === '') {
    return 'Say why: others will read it at night.';
  }
  return {
    ...(id === undefined ? {} : { id }),
    matchers,
    ...(times.startsAt === undefined ? {} : { startsAt: new Date(times.startsAt).toISOString() }),
    until: wireUntil(times.until),
    ...(draft.unusedDays === '' ? {} : { expiresUnusedAfterMs: Math.max(1, Number(draft.unusedDays)) * DAY }),
    ...(recurs === undefined ? {} : { recurs }),
    comment,
  };
}

/** Makes the silence, says its effect, and lets it be taken back for ten seconds. */
export function useMakeSilence() {
  const live = useLive();
  const toast = useToast();
  const navigate = useNavigate();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  const undo = async (id: string) => {
    try {
      await client.endSilence({ params: { id } });
      live.refresh();
      toast({ tone: 'done', text: 'The silence has ended again.' });
    } catch (error) {
      toast({ tone: 'failed', text: `The silence goes on: ${wordsOf(error)}` });
    }
  };
  const make = async (body: Body) => {
    setSending(true);
    setRefusal(undefined);
    try {
      const made = await client.makeSilence({ body });
      live.refresh();
      const hides = made.hidesNow > 0 ? `${alertsText(made.hidesNow)} hidden now.` : 'It hides nothing now.';
      toast({
        tone: 'done',
        text: `${body.id === undefined ? 'The silence stands' : 'The silence is changed'}: ${hides}`,
        ...(body.id === undefined ? { action: { word: 'Undo', run: () => void undo(made.id) } } : {}),
      });
      navigate(paths.silences);
    } catch (error) {
      setRefusal(wordsOf(error));
      setSending(false);
    }
  };
  return { make: (body: Body) => void make(body), sending, refusal };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
