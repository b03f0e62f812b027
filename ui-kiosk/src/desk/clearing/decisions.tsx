import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { say, Section, Shown, Table } from '../parts';
import { go } from '../../lib/router';

/** What was decided, newest first: one's own, or everybody's for a lead. */
export function Decisions({ domain }: { domain: string }) {
  const { words, services, moment } = useDesk();
  const text = words.clearing;
  const acts = useAnswer(`decisions/${domain}`, () =>
    ask(services.identity.POST('/api/identity/decisions/search', { body: { domain, count: 20 } })),
  );
  return (
    <Section title={text.mine}>
      <Shown answer={acts}>
        {({ decisions }) => (
          <Table
            label={text.mine}
            rows={decisions}
            id={({ pair, version }) => `${pair}/${version}`}
            columns={[
              { title: text.since, cell: ({ at }) => moment(at) },
              { title: text.status, cell: ({ act }) => say(text.acts, act) },
              { title: text.decide, cell: ({ verdict }) => (verdict ? say(text.verdicts, verdict) : '–') },
              { title: text.reason, cell: ({ reason }) => reason ?? '–' },
              { title: text.worksOn, cell: ({ by }) => by },
              {
                title: '',
                cell: ({ pair }) => (
                  <Button look="plain" onPress={() => go(`clearing/${pair}`)}>
                    {words.open}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
