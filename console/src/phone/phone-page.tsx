import { css } from '@emotion/css';
import { Alert, Button, Field, Input, TextLink } from '@grafana/ui';
import { type FormEvent, useEffect, useState } from 'react';
import { readBase } from '../base.ts';
import { PageFrame } from '../chrome/page-frame.tsx';
import { app } from '../host/plugin-meta.ts';
import { me, type MyOnCall, wordsOf } from './me.ts';
import { newPhoneId, onCode, subscribe, whyNoPush } from './subscribe.ts';

const page = {
  text: 'This phone',
  subTitle: 'Pages come here as notifications, by the browser of this phone, and you answer from them.',
};
const column = css({ maxWidth: 560, display: 'flex', flexDirection: 'column', gap: 16 });
const mine = `/a/${app.id}/me`;

/** Adds this phone to the contacts of whoever is looking: permission, subscription, and a code that is pushed here. */
export function PhonePage() {
  const [person, setPerson] = useState<MyOnCall>();
  const [error, setError] = useState<string>();
  const [added, setAdded] = useState<string>();
  const [proved, setProved] = useState(false);
  useEffect(() => void me.read().then(setPerson, (failure: unknown) => setError(wordsOf(failure))), []);
  const whyNot = whyNoPush() ?? (person && person.person === undefined ? person.hint : undefined);
  const trying = (doing: () => Promise<void>): void => {
    setError(undefined);
    doing().catch((failure: unknown) => setError(wordsOf(failure)));
  };
  const add = async (): Promise<void> => {
    const subscription = await subscribe(readBase(), await me.pushKey());
    const id = newPhoneId();
    await me.add(id, subscription);
    await me.askCode(id);
    setAdded(id);
  };
  return (
    <PageFrame pageNav={page}>
      <div className={column}>
        {error && <Alert severity="error" title={error} />}
        {whyNot && <Alert severity="info" title={whyNot} />}
        {proved && <Done />}
        {!proved && added && (
          <Code
            prove={(code) =>
              trying(async () => {
                await me.prove(added, code);
                setProved(true);
              })
            }
            again={() => trying(async () => void (await me.askCode(added)))}
          />
        )}
        {!added && !whyNot && person && <Begin name={person.name} add={() => trying(add)} />}
      </div>
    </PageFrame>
  );
}

function Begin({ name, add }: { readonly name: string; readonly add: () => void }) {
  return (
    <>
      <p>You are {name}. The browser asks whether notifications are allowed; then a code comes here.</p>
      <div>
        <Button onClick={add}>Add this phone</Button>
      </div>
    </>
  );
}

interface CodeProps {
  readonly prove: (code: string) => void;
  readonly again: () => void;
}

function Code({ prove, again }: CodeProps) {
  const [code, setCode] = useState('');
  useEffect(() => onCode(setCode), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    prove(code);
  };
  return (
    <form onSubmit={submit}>
      <Field
        label="Code"
        description="It comes as a notification, within a few seconds, and is good for 10 minutes"
      >
        <Input
          id="tocsin-code"
          value={code}
          inputMode="numeric"
          autoComplete="one-time-code"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </Field>
      <Button type="submit" disabled={code.trim() === ''}>
        This phone is mine
      </Button>{' '}
      <Button type="button" variant="secondary" onClick={again}>
        Send another code
      </Button>
    </form>
  );
}

function Done() {
  return (
    <>
      <Alert severity="success" title="This phone is yours: pages come here" />
      <p>
        Without rules of your own each verified contact is told, a minute apart. When this phone rings you say
        on <TextLink href={mine}>your page</TextLink>.
      </p>
    </>
  );
}
