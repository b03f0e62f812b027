import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { Shown, Table } from '../parts';

/** Who is on the tablets' list and has not been asked. */
export function Asking() {
  const { words, services, domain, day, moment, openPatient } = useDesk();
  const entries = useAnswer(`asking/${domain}`, () =>
    ask(services.consent.POST('/api/consent/captures/search', { body: { domain, identifier: null } })),
  );
  return (
    <Shown answer={entries}>
      {(known) => (
        <Table
          label={words.worklist.lists.asking}
          empty={words.worklist.empty}
          rows={known.filter(({ person, state }) => person !== null && state === 'planned')}
          id={({ id }) => id}
          columns={[
            {
              title: words.session.person,
              cell: ({ person }) =>
                [person?.firstName, person?.lastName].filter(Boolean).join(' ') || person?.identifiers[0]?.value,
            },
            { title: words.patients.born, cell: ({ person }) => day(person?.birthDate) },
            { title: words.session.plannedAt, cell: ({ plannedAt }) => moment(plannedAt) },
            {
              title: '',
              cell: ({ person }) => (
                <Button
                  look="plain"
                  onPress={() =>
                    person &&
                    openPatient({
                      domain,
                      identifiers: person.identifiers,
                      name: [person.firstName, person.lastName].filter(Boolean).join(' '),
                      birthDate: person.birthDate,
                    })
                  }
                >
                  {words.worklist.person}
                </Button>
              ),
            },
          ]}
        />
      )}
    </Shown>
  );
}
