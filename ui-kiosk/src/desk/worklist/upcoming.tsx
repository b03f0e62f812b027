import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { Shown, Table } from '../parts';
import { OpenPatient } from './open-patient';

/** What the next 90 days bring. */
export function Upcoming({ kind }: { kind: 'expires' | 'turns-adult' }) {
  const { words, services, domain, day } = useDesk();
  const entries = useAnswer(`upcoming/${domain}`, () =>
    ask(
      services.consent.GET('/api/consent/domains/{domain}/upcoming', {
        params: { path: { domain }, query: { days: 90 } },
      }),
    ),
  );
  return (
    <>
      <p className="quiet-text">{words.worklist.within}</p>
      <Shown answer={entries}>
        {(known) => (
          <Table
            label={words.worklist.lists[kind]}
            empty={words.worklist.empty}
            rows={known.filter((entry) => entry.kind === kind)}
            id={({ document }) => document}
            columns={[
              { title: words.worklist.due, cell: ({ due }) => day(due) },
              { title: '', cell: ({ document }) => <OpenPatient document={document} /> },
            ]}
          />
        )}
      </Shown>
    </>
  );
}
