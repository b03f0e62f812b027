import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk, type Patient } from '../desk';
import { Fault, say, Section, Shown } from '../parts';
import { LogTalk } from './log-talk';

/** Who explained to this person, and what they asked; with or without a document. */
export function Talks({ patient, onDocument }: { patient: Patient; onDocument: (id: string) => void }) {
  const { words, services, may, moment, number } = useDesk();
  const text = words.talks;
  const send = useAsk();
  const [logging, setLogging] = useState(false);
  const [fault, setFault] = useState<string>();
  const { domain, identifiers } = patient;
  const known = useAnswer('talks', () =>
    ask(services.consent.POST('/api/consent/talks/search', { body: { domain, identifiers } })),
  );
  const answered = async (id: string) => {
    const result = await send(
      services.consent.POST('/api/consent/questions/{id}/answered', { params: { path: { id } } }),
    );
    setFault(faultOf(words, result));
    known.again();
  };
  return (
    <Section
      title={text.title}
      aside={may('consent.record') && <Button onPress={() => setLogging(true)}>{text.log}</Button>}
    >
      <Fault text={fault} />
      <Shown answer={known}>
        {({ talks, questions }) => (
          <>
            {talks.length === 0 && <p className="quiet-text">{text.none}</p>}
            <ul className="talks">
              {talks.map((talk) => (
                <li key={talk.id}>
                  <div className="row between">
                    <div>
                      <strong>{talk.explainedBy}</strong>
                      <p className="quiet-text">
                        {text.held(moment(talk.heldAt), number(talk.minutes), say(text.ways, talk.way))}
                      </p>
                    </div>
                    {talk.documents[0] && may('consent.document') && (
                      <Button look="plain" onPress={() => onDocument(talk.documents[0] ?? '')}>
                        {text.onDocument}
                      </Button>
                    )}
                  </div>
                  {talk.questions.length > 0 && (
                    <ul className="events" aria-label={text.questions}>
                      {talk.questions.map((question, at) => (
                        <li key={at}>{question}</li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
              {questions.map((question) => (
                <li key={question.id} className="row between">
                  <div>
                    <q>{question.text}</q>
                    <p className="quiet-text">
                      {text.asked} · {moment(question.askedAt)} ·{' '}
                      {question.answeredAt ? text.answered(moment(question.answeredAt)) : text.waiting}
                    </p>
                  </div>
                  {!question.answeredAt && may('capture.start') && (
                    <Button onPress={() => void answered(question.id)}>{text.answer}</Button>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Shown>
      {logging && <LogTalk patient={patient} onDone={known.again} onClose={() => setLogging(false)} />}
    </Section>
  );
}
