import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { Tick } from '../../components/tick';
import { ask } from '../../lib/api/client';
import { languageNames, languages, tagOf } from '../../lib/i18n/languages';
import { go } from '../../lib/router';
import { faultOf, useAnswer, useAsk, useDesk, type Patient } from '../desk';
import { Fault, Pick } from '../parts';
import { TabletList } from './tablets';

/** Puts a person on the tablets' list, or sends the session to one tablet. Who stands before it is checked there. */
export function StartSession({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { words, services } = useDesk();
  const text = words.session;
  const send = useAsk();
  const [given = '', ...family] = (patient.name ?? '').split(' ');
  const [first, setFirst] = useState(given);
  const [last, setLast] = useState(family.join(' '));
  const [born, setBorn] = useState(patient.birthDate ?? '');
  const [template, setTemplate] = useState('');
  const [language, setLanguage] = useState('');
  const [department, setDepartment] = useState('');
  const [wish, setWish] = useState(false);
  const [quiet, setQuiet] = useState(false);
  const [fault, setFault] = useState<string>();
  const [session, setSession] = useState<string>();
  const [sentTo, setSentTo] = useState<string>();
  const path = { domain: patient.domain };
  const forms = useAnswer(`forms/${patient.domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/templates', { params: { path } })),
  );
  const departments = useAnswer(`departments-in-use/${patient.domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/departments', { params: { path } })),
  );

  const prepare = async () => {
    const result = await send(
      services.consent.POST('/api/consent/captures', {
        body: {
          domain: patient.domain,
          identifiers: patient.identifiers,
          birthDate: born,
          firstName: first.trim() || null,
          lastName: last.trim() || null,
          template: template || null,
          language: language || null,
          department: department.trim() || null,
          ownWish: wish,
        },
      }),
    );
    setFault(faultOf(words, result));
    setQuiet(result.kind === 'refused' && result.code === 'quiet-time');
    if (result.kind === 'answer') setSession(result.data.id);
  };

  const handTo = async (tablet: string, name: string) => {
    const result = await send(
      services.consent.POST('/api/consent/captures/{id}/hand-over', {
        params: { path: { id: session ?? '' } },
        body: { tablet, department: null, send: true },
      }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') setSentTo(name);
  };

  const cancel = async () => {
    const result = await send(
      services.consent.POST('/api/consent/captures/{id}/end', {
        params: { path: { id: session ?? '' } },
        body: { outcome: 'cancelled' },
      }),
    );
    setFault(faultOf(words, result));
    if (result.kind !== 'answer') return;
    setSession(undefined);
    setSentTo(undefined);
  };

  const asking = forms.data?.filter(({ type, status }) => type === 'consent-opt-in' && status === 'final') ?? [];
  return (
    <Dialog title={text.title} onClose={onClose} wide>
      {session ? (
        <p className="notice good" role="status">
          {sentTo ? text.sentTo(sentTo) : text.prepared}
        </p>
      ) : (
        <>
          <p>{text.text}</p>
          <form
            className="line"
            onSubmit={(event) => {
              event.preventDefault();
              void prepare();
            }}
          >
            <TextField label={words.patients.given} value={first} onChange={setFirst} />
            <TextField label={words.patients.family} value={last} onChange={setLast} />
            <TextField label={words.patients.born} value={born} onChange={setBorn} type="date" />
            <Pick
              label={text.form}
              value={template}
              onChange={setTemplate}
              options={[
                { value: '', text: text.formByAge },
                ...asking.map(({ key }) => ({ value: key, text: key.replace('|', ' ') })),
              ]}
            />
            <Pick
              label={words.language}
              value={language}
              onChange={setLanguage}
              options={[
                { value: '', text: text.languageOpen },
                ...languages.map((name) => ({ value: tagOf[name], text: languageNames[name] })),
              ]}
            />
            <TextField label={text.department} value={department} onChange={setDepartment} />
            <Button look="primary" type="submit" isDisabled={!born}>
              {text.prepare}
            </Button>
          </form>
          {(departments.data?.length ?? 0) > 0 && (
            <div className="row">
              {departments.data?.slice(0, 8).map((name) => (
                <Button key={name} look="plain" onPress={() => setDepartment(name)}>
                  {name}
                </Button>
              ))}
            </div>
          )}
          {(quiet || wish) && <Tick text={text.ownWish} value={wish} onChange={setWish} />}
        </>
      )}
      <Fault text={fault} />
      <TabletList domain={patient.domain} {...(session && !sentTo ? { onHandOver: handTo } : {})} />
      <div className="row between">
        <Button onPress={onClose}>{words.close}</Button>
        {session && (
          <div className="row">
            <Button onPress={() => void cancel()}>{text.stop}</Button>
            <Button
              onPress={() => {
                onClose();
                go('tablets');
              }}
            >
              {text.planned}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
