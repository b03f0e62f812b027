import { Button } from '../../components/button';
import type { Identity } from '../api';
import { useDesk } from '../desk';
import { say, Section } from '../parts';
import { go } from '../../lib/router';

/** What was done with the pair, and the way to each person. */
export function PairHistory({ evidence }: { evidence: Identity['PairEvidence'] }) {
  const { words, moment } = useDesk();
  const text = words.clearing;
  const people = evidence.a.person === evidence.b.person ? [evidence.a] : [evidence.a, evidence.b];
  return (
    <Section
      title={text.history}
      aside={
        <div className="row">
          {people.map((person) => (
            <Button key={person.person} onPress={() => go(`clearing/person/${person.person}`)}>
              {text.person} {person.mpiId}
            </Button>
          ))}
        </div>
      }
    >
      <ul className="events">
        {evidence.history.map((act) => (
          <li key={String(act.version)}>
            {moment(act.at)} · {say(text.acts, act.act)}
            {act.verdict && ` · ${say(text.verdicts, act.verdict)}`} · {text.by(act.by)}
            {act.reason && ` · ${act.reason}`}
          </li>
        ))}
      </ul>
    </Section>
  );
}
