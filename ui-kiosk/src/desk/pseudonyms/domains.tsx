import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { Head, Section, Shown, Table } from '../parts';
import { go } from '../../lib/router';

/** Every domain the account may use, and how full it is. */
export function PseudonymDomains() {
  const { words, services, language } = useDesk();
  const text = words.pseudonyms;
  const figures = useAnswer('pseudonym-figures', () =>
    ask(services.pseudonym.POST('/api/pseudonym/statistics', { body: { domain: null, days: 30 } })),
  );
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
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
                  cell: ({ pseudonyms }) => Number(pseudonyms).toLocaleString(language),
                },
                { title: text.fill, number: true, cell: ({ fill }) => share.format(Number(fill)) },
                {
                  title: text.lastDays(30),
                  number: true,
                  cell: ({ days }) => days.reduce((sum, { created }) => sum + Number(created), 0),
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
