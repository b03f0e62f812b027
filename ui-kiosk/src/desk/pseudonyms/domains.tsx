import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { Head, Section, Shown, Table } from '../parts';
import { go } from '../../lib/router';

/** Every domain the account may use, and how full it is. */
export function PseudonymDomains() {
  const { words, services, number, percent } = useDesk();
  const text = words.pseudonyms;
  const figures = useAnswer('pseudonym-figures', () =>
    ask(services.pseudonym.POST('/api/pseudonym/statistics', { body: { domain: null, days: 30 } })),
  );
  return (
    <>
      <Head title={text.title} screen="desk-pseudonyms" />
      <Section title={text.domain}>
        <Shown answer={figures}>
          {(known) => (
            <Table
              label={text.title}
              rows={known}
              id={({ domain }) => domain}
              columns={[
                { title: text.domain, cell: ({ domain }) => <strong>{domain}</strong> },
                {
                  title: text.count,
                  number: true,
                  cell: ({ pseudonyms }) => number(pseudonyms),
                },
                { title: text.fill, number: true, cell: ({ fill }) => percent(fill, 2) },
                {
                  title: text.lastDays(30),
                  number: true,
                  cell: ({ days }) => number(days.reduce((sum, { created }) => sum + Number(created), 0)),
                },
                {
                  title: '',
                  cell: ({ domain }) => (
                    <Button look="plain" onPress={() => go(`pseudonyms/${encodeURIComponent(domain)}`)}>
                      {words.open}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
    </>
  );
}
