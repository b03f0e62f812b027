import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import type { Pseudonym } from '../api';
import { Columns } from '../charts';
import { useAnswer, useDesk } from '../desk';
import { Head, Section, Shown } from '../parts';
import { go } from '../../lib/router';

const span = 60;

/** Days on which nothing happened are days as well. */
function everyDay(days: Pseudonym['PseudonymDay'][]): { day: string; created: number }[] {
  const known = new Map(days.map(({ day, created }) => [day, Number(created)]));
  return Array.from({ length: span }, (_, at) => {
    const day = new Date(Date.now() - (span - 1 - at) * 86_400_000).toISOString().slice(0, 10);
    return { day, created: known.get(day) ?? 0 };
  });
}

/** One domain: what it makes, and how much of it. */
export function PseudonymDomain({ name }: { name: string }) {
  const { words, services, may, number, day } = useDesk();
  const text = words.pseudonyms;
  const figures = useAnswer(`pseudonym-figures/${name}`, () =>
    ask(services.pseudonym.POST('/api/pseudonym/statistics', { body: { domain: name, days: span } })),
  );
  return (
    <>
      <Head title={name} screen="desk-pseudonym-domain">
        <Button onPress={() => go('pseudonyms')}>{words.back}</Button>
      </Head>
      <Section title={text.days}>
        <Shown answer={figures}>
          {([known]) =>
            known && (
              <>
                <p className="quiet-text">
                  {text.total(number(known.pseudonyms))} · {text.settings.anonymised} {number(known.anonymised)} ·{' '}
                  {text.settings.capacity} {number(known.capacity)}
                </p>
                <Columns
                  label={text.days}
                  series={[{ name: text.count, tone: 'good' }]}
                  columns={everyDay(known.days).map((one) => ({
                    under: day(one.day),
                    said: text.onDay(day(one.day), one.created),
                    values: [one.created],
                  }))}
                />
              </>
            )
          }
        </Shown>
      </Section>
      {may('pseudonym.read') && <Settings name={name} />}
    </>
  );
}

function Settings({ name }: { name: string }) {
  const { words, services } = useDesk();
  const text = words.pseudonyms;
  const domain = useAnswer(`pseudonym-domain/${name}`, () =>
    ask(services.pseudonym.POST('/api/pseudonym/domains/get', { body: { name } })),
  );
  return (
    <Section title={text.detail}>
      <Shown answer={domain}>
        {({ settings, closed }) => {
          const { format } = settings;
          const facts: [string, string | null | undefined][] = [
            [text.state, closed ? text.closed : text.open],
            [text.label, settings.label],
            [text.settings.format, [format?.prefix, format?.alphabet, format?.checkDigits].filter(Boolean).join(' · ')],
            [text.settings.length, format?.length == null ? null : String(format.length)],
            [text.settings.generation, settings.generation],
            [text.settings.parents, settings.parents?.join(', ')],
            [text.settings.lifetimeDays, settings.lifetimeDays == null ? null : String(settings.lifetimeDays)],
            [text.settings.requiredPolicy, settings.requiredPolicy],
            [text.settings.comment, settings.comment],
          ];
          return (
            <dl className="pairs">
              {facts
                .filter(([, value]) => value)
                .map(([fact, value]) => (
                  <div key={fact} className="contents">
                    <dt>{fact}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
            </dl>
          );
        }}
      </Shown>
    </Section>
  );
}
