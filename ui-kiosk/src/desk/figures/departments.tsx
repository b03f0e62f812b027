import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Section, Shown, Table } from '../parts';
import { save } from '../save';

/** Departments by consents of those who could be asked. Small numbers are not there, and nobody's name ever is. */
export function Departments() {
  const { words, services, domain, number, percent, day } = useDesk();
  const text = words.figures;
  const send = useAsk();
  const [fault, setFault] = useState<string>();
  const params = { path: { domain } };
  const ranking = useAnswer(`departments/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/statistics/departments', { params })),
  );
  const table = async () => {
    const result = await send(
      services.consent.GET('/api/consent/domains/{domain}/statistics/departments.csv', {
        params,
        parseAs: 'blob',
      }) as unknown as Promise<{ data?: Blob; response: Response }>,
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') save(result.data, `${text.department}.csv`);
  };
  const weekAt = (from: string, week: number) => {
    const monday = new Date(`${from}T12:00:00Z`);
    monday.setUTCDate(monday.getUTCDate() + 7 * week);
    return day(monday.toISOString().slice(0, 10));
  };
  const told = (count: number | string | null | undefined) =>
    count === null || count === undefined ? text.few : number(count);
  return (
    <Section title={text.departments} aside={<Button onPress={() => void table()}>{text.csv}</Button>}>
      <Fault text={fault} />
      <Shown answer={ranking}>
        {({ from, departments, hidden }) => (
          <>
            <p className="quiet-text">{text.hiddenDepartments(number(hidden))}</p>
            <Table
              label={text.departments}
              rows={departments}
              id={({ department }) => department}
              columns={[
                { title: text.department, cell: ({ department }) => department },
                { title: text.contacts, number: true, cell: ({ contacts }) => number(contacts) },
                { title: text.newConsents, number: true, cell: ({ consents }) => told(consents) },
                { title: text.rate, number: true, cell: ({ rate }) => (rate === null ? '–' : percent(rate)) },
                {
                  title: text.trend,
                  cell: ({ weeks }) => (
                    <Trend
                      weeks={weeks.map((count) => (count === null ? null : Number(count)))}
                      said={(count, week) => text.weekOf(weekAt(from, week), told(count))}
                    />
                  ),
                },
              ]}
            />
          </>
        )}
      </Shown>
    </Section>
  );
}

interface TrendProps {
  weeks: (number | null)[];
  said: (count: number | null, week: number) => string;
}

/** A department's weeks, small: a dot stands where the number is not told. */
function Trend({ weeks, said }: TrendProps) {
  const most = Math.max(1, ...weeks.map((count) => count ?? 0));
  const width = 100 / weeks.length;
  return (
    <span className="trend">
      <svg viewBox="0 0 100 24" aria-hidden="true" focusable="false">
        {weeks.map((count, at) =>
          count === null ? (
            <circle key={at} cx={(at + 0.5) * width} cy="22" r="1" />
          ) : (
            <rect
              key={at}
              x={at * width + width * 0.15}
              width={width * 0.7}
              y={24 - (count / most) * 22}
              height={(count / most) * 22}
            />
          ),
        )}
      </svg>
      <span className="unseen">{weeks.map((count, at) => said(count, at)).join('; ')}</span>
    </span>
  );
}
