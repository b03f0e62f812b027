import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk, type Patient } from '../desk';
import { Head, Shown } from '../parts';
import { go } from '../../lib/router';
import { OrderLetter } from '../letters/order';
import { DocumentDialog } from './document';
import { History } from './history';
import { Modules } from './modules';
import { StartSession } from './session';
import { Talks } from './talks';
import { Withdraw } from './withdraw';

/** Everything about one person's consent. */
export function PatientCard() {
  const { patient } = useDesk();
  if (!patient) {
    go('patients');
    return null;
  }
  return <Card key={JSON.stringify(patient)} patient={patient} />;
}

function Card({ patient }: { patient: Patient }) {
  const { words, services, may, day } = useDesk();
  const { domain, identifiers } = patient;
  const [open, setOpen] = useState<'withdraw' | 'session' | 'letter'>();
  const [document, setDocument] = useState<string>();
  const card = useAnswer('card', () =>
    ask(services.consent.POST('/api/consent/persons/card', { body: { domain, identifiers } })),
  );
  const history = useAnswer('history', () =>
    ask(services.consent.POST('/api/consent/persons/history', { body: { domain, identifiers } })),
  );
  const canWithdraw = card.data?.forms.some(({ signedAt, fullWithdrawal }) => signedAt && fullWithdrawal) ?? false;

  const titles = Object.fromEntries(
    (card.data?.forms ?? []).flatMap(({ modules }) => modules.map(({ name, title }) => [name, title])),
  );

  return (
    <>
      <Head title={patient.name ?? identifiers[0]?.value ?? ''} screen="desk-card">
        {may('capture.start') && <Button onPress={() => setOpen('session')}>{words.card.session}</Button>}
        {may('portal.invite') && <Button onPress={() => setOpen('letter')}>{words.letters.order}</Button>}
        {may('consent.withdraw') && (
          <Button isDisabled={!canWithdraw} onPress={() => setOpen('withdraw')}>
            {words.card.withdraw}
          </Button>
        )}
      </Head>
      <p className="facts">
        {patient.birthDate && <span>{words.patients.bornOn(day(patient.birthDate))}</span>}
        {identifiers.map(({ type, value }) => (
          <span key={type + value}>
            {type} <strong>{value}</strong>
          </span>
        ))}
        <span>{domain}</span>
      </p>
      <Shown answer={card}>
        {(known) => (
          <>
            {!known.known && <p className="notice">{words.card.unknown}</p>}
            {known.forms.map((form) => (
              <Modules key={form.template} form={form} onDocument={setDocument} />
            ))}
          </>
        )}
      </Shown>
      <Shown answer={history}>
        {({ documents }) => <History documents={documents} titles={titles} onDocument={setDocument} />}
      </Shown>
      {may('consent.document') && <Talks patient={patient} onDocument={setDocument} />}
      {document && <DocumentDialog id={document} onClose={() => setDocument(undefined)} />}
      {open === 'withdraw' && card.data && (
        <Withdraw
          patient={patient}
          forms={card.data.forms}
          onDone={() => {
            card.again();
            history.again();
          }}
          onDocument={setDocument}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'letter' && <OrderLetter patient={patient} onClose={() => setOpen(undefined)} />}
      {open === 'session' && <StartSession patient={patient} onClose={() => setOpen(undefined)} />}
    </>
  );
}
