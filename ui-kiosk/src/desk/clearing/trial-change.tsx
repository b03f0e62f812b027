import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { say, Section, Shown, Table } from '../parts';
import { useValues } from './values';

/** One pair that would change: field by field what it weighs now and what it would weigh. */
export function TrialChange({ id, change, onClose }: { id: string; change: number; onClose: () => void }) {
  const { words, services, number } = useDesk();
  const text = words.clearing;
  const valueOf = useValues();
  const seen = useAnswer(`change/${id}/${change}`, () =>
    ask(
      services.identity.POST('/api/identity/simulations/{id}/changes/{number}/view', {
        params: { path: { id, number: change } },
      }),
    ),
  );
  return (
    <Section title={text.compare} aside={<Button onPress={onClose}>{words.close}</Button>}>
      <Shown answer={seen}>
        {({ change: { kind }, a, b, before, after }) => {
          const later = new Map(after.map((field) => [field.field, field]));
          return (
            <>
              <p>{say(words.linkage.kinds, kind)}</p>
              <Table
                label={text.compare}
                rows={before}
                id={({ field }) => field}
                columns={[
                  { title: text.field, cell: ({ field }) => say(text.fields, field) },
                  { title: `${text.left} · ${a.mpiId}`, cell: ({ field, valueA }) => valueOf(field, valueA) },
                  { title: `${text.right} · ${b.mpiId}`, cell: ({ field, valueB }) => valueOf(field, valueB) },
                  { title: text.level, cell: ({ level }) => say(text.levels, level) },
                  { title: words.linkage.before, number: true, cell: ({ weight }) => number(weight, 1, true) },
                  {
                    title: words.linkage.after,
                    number: true,
                    cell: ({ field }) => number(later.get(field)?.weight, 1, true),
                  },
                ]}
              />
            </>
          );
        }}
      </Shown>
    </Section>
  );
}
