import { useState } from 'react';
import { Tick } from '../../components/tick';
import { useDates, useLook } from '../look';
import { Head, Nothing, Shown } from '../parts';
import { say, useAnswer } from '../portal';

const own = ['self', 'guardian', 'representative'];

/** What a code of the audit trail is about, for people. */
const kinds: readonly [pattern: RegExp, kind: string][] = [
  [/^consent-check/, 'check'],
  [/^(person-|consent-read)/, 'person'],
  [/^(document|scan)-read$/, 'document'],
  [/^consent-recorded$/, 'recorded'],
  [/^portal-letter/, 'letter'],
  [/^portal-question-answered$/, 'answer'],
  [/^portal-(sign|activation|opened|reauth|session|passkey|totp|account)/, 'key'],
  [/^portal-/, 'portal'],
  [/^release-/, 'release'],
];

const kindOf = (action: string) => kinds.find(([pattern]) => pattern.test(action))?.[1] ?? 'other';

/** Who looked, by role and never by name. One's own visits are many, and shown where wanted. */
export function Access() {
  const { words } = useLook();
  const { moment } = useDates();
  const access = useAnswer('access', (api) => api.access());
  const [mine, setMine] = useState(false);
  return (
    <>
      <Head title={words.nav.access} text={words.accessText} />
      <Tick text={words.accessOwn} value={mine} onChange={setMine} />
      <Shown answer={access}>
        {(all) => {
          const entries = all.filter(({ who }) => mine || !own.includes(who));
          return entries.length === 0 ? (
            <Nothing text={words.accessNone} />
          ) : (
            <ul className="timeline">
              {entries.map((entry, at) => (
                <li key={at}>
                  <span className="timeline-at">{moment(entry.at)}</span>
                  <strong>{say(words.roles, entry.who)}</strong>
                  <span>{say(words.accessKinds, kindOf(entry.action))}</span>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
    </>
  );
}
