import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Section, Shown, Table } from '../parts';

/** What people who sit at a tablet ask right now, and where. */
export function WaitingQuestions({ domain }: { domain: string }) {
  const { words, services, moment } = useDesk();
  const text = words.talks;
  const send = useAsk();
  const [fault, setFault] = useState<string>();
  const waiting = useAnswer(`questions/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/questions', { params: { path: { domain } } })),
  );
  const answered = async (id: string) => {
    const result = await send(
      services.consent.POST('/api/consent/questions/{id}/answered', { params: { path: { id } } }),
    );
    setFault(faultOf(words, result));
    waiting.again();
  };
  return (
    <Section title={text.now} aside={<Button onPress={waiting.again}>{words.again}</Button>}>
      <Fault text={fault} />
      <Shown answer={waiting}>
        {(known) => (
          <Table
            label={text.now}
            empty={text.nobody}
            rows={known}
            id={({ id }) => id}
            columns={[
              { title: words.session.tabletsHere, cell: ({ tabletName }) => tabletName },
              { title: words.session.place, cell: ({ place }) => place ?? '–' },
              { title: text.questions, cell: ({ text: question }) => <q>{question}</q> },
              { title: words.worklist.since, cell: ({ askedAt }) => moment(askedAt) },
              { title: '', cell: ({ id }) => <Button onPress={() => void answered(id)}>{text.answer}</Button> },
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
