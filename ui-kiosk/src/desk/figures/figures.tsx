import { ask } from '../../lib/api/client';
import { Columns, Share } from '../charts';
import { useAnswer, useDesk } from '../desk';
import { Head, Section, Shown, Table } from '../parts';
import { Departments } from './departments';

/** How many, how often, where. Nobody is in it. */
export function Figures() {
  const { words, services, domain, number, percent, day } = useDesk();
  const text = words.figures;
  const figures = useAnswer(`figures/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/statistics', { params: { path: { domain } } })),
  );
  return (
    <>
      <Head title={text.title} screen="desk-figures" />
      <Shown answer={figures}>
        {(known) => {
          const people = Number(known.people);
          const heads: [string, string][] = [
            [text.people, number(people)],
            [text.consented, number(Number(known.consented))],
            [text.rate, people === 0 ? '–' : percent(Number(known.consented) / people)],
            [text.withdrawn, number(Number(known.withdrawn))],
            [text.refused, number(Number(known.refused))],
          ];
          return (
            <>
              <div className="figures">
                {heads.map(([name, value]) => (
                  <p key={name} className="figure">
                    <strong>{value}</strong>
                    <span>{name}</span>
                  </p>
                ))}
              </div>
              <Section title={text.weeks}>
                <Columns
                  label={text.weeks}
                  series={[
                    { name: text.consents, tone: 'good' },
                    { name: text.refusals, tone: 'part' },
                    { name: text.withdrawals, tone: 'no' },
                  ]}
                  columns={known.weeks.map((week) => {
                    const values = [Number(week.consents), Number(week.refusals), Number(week.withdrawals)] as const;
                    return { under: day(week.monday), said: text.inWeek(day(week.monday), ...values), values };
                  })}
                />
              </Section>
              <Section title={text.questions}>
                <Table
                  label={text.questions}
                  rows={known.modules}
                  id={({ template, module }) => `${template}/${module}`}
                  columns={[
                    { title: text.question, cell: ({ title, module }) => title || module },
                    { title: text.form, cell: ({ template }) => template.replace('|', ' ') },
                    {
                      title: text.answers,
                      cell: ({ yes, no, notAsked }) => (
                        <Share
                          parts={[
                            { name: text.yes, value: Number(yes), tone: 'good' },
                            { name: text.no, value: Number(no), tone: 'no' },
                            { name: text.notAsked, value: Number(notAsked), tone: 'none' },
                          ]}
                        />
                      ),
                    },
                  ]}
                />
              </Section>
              <Section title={text.places}>
                <p className="quiet-text">{text.hidden(Number(known.hiddenPlaces))}</p>
                <Table
                  label={text.places}
                  rows={known.places}
                  id={({ place }) => place}
                  columns={[
                    { title: text.place, cell: ({ place }) => place },
                    { title: text.sessions, number: true, cell: ({ sessions }) => number(sessions) },
                    { title: text.signed, number: true, cell: ({ signed }) => number(signed) },
                    {
                      title: text.rate,
                      number: true,
                      cell: ({ sessions, signed }) => percent(Number(signed) / Number(sessions)),
                    },
                  ]}
                />
              </Section>
            </>
          );
        }}
      </Shown>
      <Departments />
    </>
  );
}
