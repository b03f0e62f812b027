import { useState } from 'react';
import { Button } from '../../components/button';
import { Choice } from '../../components/choice';
import { ask, client } from '../../lib/api/client';
import { directionOf, languageNames, languages, tagOf } from '../../lib/i18n/languages';
import { formOf } from '../flow';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';

export function LanguageScreen() {
  const { words, language, setLanguage } = usePreferences();
  return (
    <Frame name="language" title={words.languageTitle} back={false} next={{}}>
      <p className="lead">{words.languageText}</p>
      <Choice
        label={words.languageTitle}
        hideLabel
        value={language}
        onChange={setLanguage}
        options={languages.map((one) => ({
          value: one,
          text: languageNames[one],
          lang: tagOf[one],
          dir: directionOf(one),
        }))}
      />
    </Frame>
  );
}

/** The tablet knows the first name and the year; day and month are checked by the server. */
export function IdentityScreen() {
  const { words } = usePreferences();
  const { session, dispatch, end, online } = useAround();
  const [day, setDay] = useState<string>();
  const [month, setMonth] = useState<string>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const minor = session.bundle.forms.some((form) => form.part !== 'patient');
  const year = Number(session.bundle.birthYear);

  const confirm = async () => {
    setBusy(true);
    const result = await ask(
      client(session.bundle.token).POST('/api/consent/capture/confirmation', {
        body: { day: Number(day), month: Number(month) },
      }),
    );
    setBusy(false);
    if (result.kind === 'offline') return setFault(words.staffFailed);
    if (result.kind === 'refused' || (!result.data.confirmed && Number(result.data.triesLeft) <= 0))
      return end('abandoned');
    if (!result.data.confirmed) return setFault(words.identityWrong);
    dispatch({ kind: 'confirmed' });
    dispatch({ kind: 'next' });
  };

  return (
    <Frame
      name="identity"
      wide
      title={words.identityTitle(session.bundle.firstName ?? '')}
      next={{ disabled: !day || !month || !online || busy, act: () => void confirm() }}
    >
      <p className="lead">{minor ? words.identityChild(year) : words.identityText(year)}</p>
      {fault && (
        <p className="notice" role="alert">
          {fault}
        </p>
      )}
      <div className="birthday">
        <Choice
          label={words.identityDay}
          look="days"
          value={day}
          onChange={setDay}
          options={Array.from({ length: 31 }, (_, at) => ({ value: String(at + 1), text: String(at + 1) }))}
        />
        <Choice
          label={words.identityMonth}
          look="names"
          value={month}
          onChange={setMonth}
          options={words.months.map((name, at) => ({ value: String(at + 1), text: name }))}
        />
      </div>
      <div className="row">
        <Button look="plain" onPress={() => end('abandoned')}>
          {words.identityNot}
        </Button>
      </div>
    </Frame>
  );
}

export function WhoScreen() {
  const { words } = usePreferences();
  const { end, withdraw } = useAround();
  const [who, setWho] = useState<'self' | 'other'>();
  return (
    <Frame name="who" title={words.whoTitle} next={{ disabled: who !== 'self' }}>
      <Choice
        label={words.whoTitle}
        hideLabel
        look="answers"
        value={who}
        onChange={setWho}
        options={[
          { value: 'self', text: words.whoSelf },
          { value: 'other', text: words.whoOther },
        ]}
      />
      {who === 'other' && (
        <div className="notice warm" role="status">
          <p>{words.whoOtherText}</p>
          <Button onPress={() => end('abandoned')}>{words.staffEnd}</Button>
        </div>
      )}
      <div className="row">
        <Button onPress={withdraw}>{words.withdrawStart}</Button>
      </div>
    </Frame>
  );
}

/** Between two people who answer different forms on the same tablet. */
export function PartScreen({ form }: { form: number }) {
  const { words } = usePreferences();
  const { session } = useAround();
  const { part } = formOf(session, form);
  const [title, text] =
    part === 'guardian'
      ? [words.partGuardian, words.partGuardianText]
      : part === 'youth'
        ? [words.partYouth, words.partYouthText]
        : [words.partChild, words.partChildText];
  return (
    <Frame name="part" title={title} next={{}}>
      <div className={`portrait ${part}`} aria-hidden="true" />
      <p className="lead">{text}</p>
    </Frame>
  );
}
