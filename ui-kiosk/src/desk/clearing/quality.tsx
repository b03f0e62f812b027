import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { go } from '../../lib/router';
import type { Identity } from '../api';
import { useAnswer, useDesk } from '../desk';
import { Head, say, Section, Shown, Table } from '../parts';
import { useIndexDomain } from './index-domain';

/** How good the linkage is, as far as clerks' decisions tell, with how sure that is. */
export function Quality() {
  const { words, services, number, percent } = useDesk();
  const text = words.linkage;
  const domain = useIndexDomain();
  const report = useAnswer(`quality/${domain}`, () =>
    ask(services.identity.GET('/api/identity/domains/{domain}/quality', { params: { path: { domain } } })),
  );
  return (
    <>
      <Head title={text.parts.quality} screen="desk-quality">
        <Button onPress={() => go('clearing')}>{words.clearing.waiting}</Button>
      </Head>
      <Shown answer={report}>
        {(known) => (
          <>
            <div className="figures">
              <Share name={text.precision} what={text.precisionText} estimate={known.precision} />
              <Share name={text.recall} what={text.recallText} estimate={known.recall} />
              <p className="figure">
                <strong>{number(known.configuration)}</strong>
                <span>
                  {text.version} · {text.possible} {number(known.possible, 1)} · {text.match} {number(known.match, 1)}
                </span>
              </p>
            </div>
            <p className="quiet-text">{say(text.populations, known.population)}</p>
            <Section title={text.bands}>
              <Table
                label={text.bands}
                rows={known.bands}
                id={({ from }) => String(from)}
                columns={[
                  { title: words.clearing.score, cell: ({ from, to }) => text.band(number(from, 1), number(to, 1)) },
                  { title: text.pairs, number: true, cell: ({ pairs }) => number(pairs) },
                  { title: text.same, number: true, cell: ({ same }) => number(same) },
                  { title: text.distinct, number: true, cell: ({ distinct }) => number(distinct) },
                  { title: text.waiting, number: true, cell: ({ waiting }) => number(waiting) },
                  {
                    title: text.share,
                    cell: ({ share }) =>
                      share ? `${percent(share.value)} (${percent(share.lower)} – ${percent(share.upper)})` : '–',
                  },
                ]}
              />
            </Section>
            <Section title={text.thresholds}>
              <Table
                label={text.thresholds}
                rows={known.otherThresholds}
                id={({ score }) => String(score)}
                columns={[
                  { title: text.threshold, number: true, cell: ({ score }) => number(score, 1) },
                  { title: text.above, number: true, cell: ({ pairsAbove }) => number(pairsAbove) },
                  { title: text.wrong, number: true, cell: ({ wrongAbove }) => number(wrongAbove, 1) },
                  { title: text.below, number: true, cell: ({ pairsBelow }) => number(pairsBelow) },
                  { title: text.missed, number: true, cell: ({ sameBelow }) => number(sameBelow, 1) },
                ]}
              />
            </Section>
            {known.secondOpinions && <Opinions agreement={known.secondOpinions} />}
          </>
        )}
      </Shown>
    </>
  );
}

interface ShareProps {
  name: string;
  what: string;
  estimate: Identity['Estimate'] | null | undefined;
}

function Share({ name, what, estimate }: ShareProps) {
  const { words, number, percent } = useDesk();
  const text = words.linkage;
  return (
    <p className="figure">
      <strong>{estimate ? percent(estimate.value, 1) : text.unknown}</strong>
      <span>
        {name}: {what}
        {estimate &&
          `. ${[
            text.interval(percent(estimate.lower, 1), percent(estimate.upper, 1)),
            text.behind(number(estimate.decided)),
            ...(Number(estimate.byModel) > 0 ? [text.byModel(percent(estimate.byModel, 1))] : []),
          ].join(', ')}`}
      </span>
    </p>
  );
}

function Opinions({ agreement }: { agreement: Identity['Agreement'] }) {
  const { words, number } = useDesk();
  const text = words.linkage;
  const { same, distinct } = words.clearing.verdicts;
  const rows = [
    [same, same, agreement.bothSame],
    [same, distinct, agreement.sameThenDistinct],
    [distinct, same, agreement.distinctThenSame],
    [distinct, distinct, agreement.bothDistinct],
  ] as const;
  return (
    <Section
      title={text.agreement}
      aside={<span className="quiet-text">{text.kappa(number(agreement.kappa, 2))}</span>}
    >
      <Table
        label={text.agreement}
        rows={rows}
        id={([first, second]) => first + second}
        columns={[
          { title: words.clearing.acts['first-opinion'], cell: ([first]) => first },
          { title: words.clearing.acts['second-opinion'], cell: ([, second]) => second },
          { title: text.count, number: true, cell: ([, , count]) => number(count) },
        ]}
      />
    </Section>
  );
}
