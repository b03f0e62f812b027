import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, say, Shown, Table } from '../parts';
import { OpenPatient } from './open-patient';

/** What the service has noticed and somebody has to look at, the most overdue first. */
export function Open() {
  const { words, services, domain, day, may } = useDesk();
  const send = useAsk();
  const [fault, setFault] = useState<string>();
  const entries = useAnswer(`worklist/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/worklist', { params: { path: { domain } } })),
  );
  const done = async (id: string) => {
    const result = await send(
      services.consent.POST('/api/consent/domains/{domain}/worklist/{id}/done', { params: { path: { domain, id } } }),
    );
    setFault(faultOf(words, result));
    entries.again();
  };
  return (
    <>
      <Fault text={fault} />
      <Shown answer={entries}>
        {(known) => (
          <Table
            label={words.worklist.lists.open}
            empty={words.worklist.empty}
            rows={known}
            id={({ id }) => id}
            columns={[
              { title: words.worklist.what, cell: ({ kind }) => say(words.worklist.kinds, kind) },
              { title: words.worklist.due, cell: ({ due }) => day(due) },
              {
                title: '',
                cell: ({ id, document }) => (
                  <div className="row end">
                    <OpenPatient document={document} />
                    {may('consent.quality') && <Button onPress={() => void done(id)}>{words.worklist.done}</Button>}
                  </div>
                ),
              },
            ]}
          />
        )}
      </Shown>
    </>
  );
}
