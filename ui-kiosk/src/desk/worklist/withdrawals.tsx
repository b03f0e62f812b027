import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { say, Shown, State, Table } from '../parts';
import { OpenPatient } from './open-patient';

const tones: Record<string, string> = { completed: 'permitted', accepted: 'partly', requested: 'not-answered' };

/** What other services still have to do because of withdrawals. */
export function Withdrawals() {
  const { words, services, domain, moment } = useDesk();
  const tasks = useAnswer(`tasks/${domain}`, () =>
    ask(services.consent.GET('/api/consent/tasks', { params: { query: { domain, count: 200 } } })),
  );
  return (
    <Shown answer={tasks}>
      {(known) => (
        <Table
          label={words.worklist.lists.withdrawals}
          empty={words.worklist.empty}
          rows={known.filter(({ status }) => status !== 'completed')}
          id={({ id }) => id}
          columns={[
            { title: words.worklist.since, cell: ({ requestedAt }) => moment(requestedAt) },
            { title: words.worklist.receiver, cell: ({ receiver }) => receiver },
            {
              title: words.card.answer,
              cell: ({ status }) => (
                <State state={tones[status] ?? status} text={say(words.worklist.taskStates, status)} />
              ),
            },
            { title: '', cell: ({ withdrawal }) => <OpenPatient document={withdrawal} /> },
          ]}
        />
      )}
    </Shown>
  );
}
