import type { Identity } from '../api';
import { useDesk } from '../desk';
import { say, Section, Table } from '../parts';
import { useValues } from './values';
import { Weight } from './weight';

/** Field by field, what the two have and what it weighs. */
export function Evidence({ evidence }: { evidence: Identity['PairEvidence'] }) {
  const { words, number } = useDesk();
  const valueOf = useValues();
  const text = words.clearing;
  const { a, b, fields, score, outcome } = evidence;
  const most = Math.max(1, ...fields.map(({ weight }) => Math.abs(Number(weight))));
  return (
    <Section
      title={text.compare}
      aside={
        <span className="quiet-text">
          {outcome && text.outcome(say(text.outcomes, outcome))} · {text.sum} <strong>{number(score, 1)}</strong>
        </span>
      }
    >
      {evidence.neverMatch.length > 0 && <p className="notice warm">{text.never}</p>}
      {evidence.rules.map((rule) => (
        <p key={rule} className="notice">
          {say(text.rules, rule)}
        </p>
      ))}
      <Table
        label={text.compare}
        rows={fields}
        id={({ field }) => field}
        columns={[
          { title: text.field, cell: ({ field }) => say(text.fields, field) },
          { title: `${text.left} · ${a.mpiId}`, cell: ({ field, valueA }) => valueOf(field, valueA) },
          {
            title: `${text.right} · ${b.mpiId}`,
            cell: ({ field, valueA, valueB }) => (
              <span className={valueA === valueB ? '' : 'differs'}>{valueOf(field, valueB)}</span>
            ),
          },
          { title: text.level, cell: ({ level }) => say(text.levels, level) },
          { title: text.score, cell: ({ weight }) => <Weight value={Number(weight)} most={most} /> },
        ]}
      />
    </Section>
  );
}
