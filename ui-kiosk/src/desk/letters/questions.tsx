import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Tick } from '../../components/tick';
import { ask } from '../../lib/api/client';
import type { Consent } from '../api';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, say, Section, Shown, Table, TextArea } from '../parts';

type Question = Consent['AskedQuestion'];

/** What people ask in the portal, and what they are answered. */
export function PortalQuestions({ domain }: { domain: string }) {
  const { words, services, moment } = useDesk();
  const text = words.letters;
  const [all, setAll] = useState(false);
  const [answering, setAnswering] = useState<Question>();
  const asked = useAnswer(`portal-questions/${domain}/${String(all)}`, () =>
    ask(services.consent.GET('/api/consent/portal/questions', { params: { query: { domain, all } } })),
  );
  return (
    <Section title={text.questions} aside={<Tick text={text.all} value={all} onChange={setAll} />}>
      <Shown answer={asked}>
        {(known) => (
          <Table
            label={text.questions}
            empty={text.noQuestions}
            rows={known}
            id={({ id }) => id}
            columns={[
              { title: text.orderedAt, cell: ({ askedAt }) => moment(askedAt) },
              { title: words.session.person, cell: ({ name, identifiers }) => name ?? identifiers[0]?.value ?? '–' },
              { title: text.relation, cell: ({ relation }) => say(text.relations, relation) },
              { title: text.questions, cell: ({ text: question }) => <q>{question}</q> },
              { title: text.answered, cell: ({ answeredAt }) => moment(answeredAt) },
              {
                title: '',
                cell: (question) =>
                  !question.answeredAt && <Button onPress={() => setAnswering(question)}>{text.answer}</Button>,
              },
            ]}
          />
        )}
      </Shown>
      {answering && (
        <Answer
          question={answering}
          onDone={() => {
            setAnswering(undefined);
            asked.again();
          }}
          onClose={() => setAnswering(undefined)}
        />
      )}
    </Section>
  );
}

function Answer({ question, onDone, onClose }: { question: Question; onDone: () => void; onClose: () => void }) {
  const { words, services } = useDesk();
  const text = words.letters;
  const send = useAsk();
  const [answer, setAnswer] = useState('');
  const [fault, setFault] = useState<string>();
  const save = async () => {
    const result = await send(
      services.consent.POST('/api/consent/portal/questions/{id}/answer', {
        params: { path: { id: question.id } },
        body: { text: answer.trim() },
      }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    onDone();
  };
  return (
    <Dialog title={text.answer} wide onClose={onClose}>
      <p>
        <q>{question.text}</q>
      </p>
      <TextArea label={text.answerText} rows={6} value={answer} onChange={setAnswer} />
      <Fault text={fault} />
      <div className="row between">
        <Button onPress={onClose}>{words.cancel}</Button>
        <Button look="primary" isDisabled={!answer.trim()} onPress={() => void save()}>
          {text.send}
        </Button>
      </div>
    </Dialog>
  );
}
