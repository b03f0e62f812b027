import { useState } from 'react';
import { Button } from '../../components/button';
import { TextField } from '../../components/text-field';
import { ask } from '../../lib/api/client';
import type { Identity } from '../api';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Section } from '../parts';

type Person = Identity['PersonView'];

const nameOf = ({ data }: Identity['IdentityView']) =>
  [data.prefix, data.givenName, data.familyName].filter(Boolean).join(' ');

/** By name and birth date, where the role may see what identifies people. Never by one field alone. */
export function ByPerson() {
  const { words, services, domain, day, openPatient } = useDesk();
  const send = useAsk();
  const [family, setFamily] = useState('');
  const [given, setGiven] = useState('');
  const [born, setBorn] = useState('');
  const [fault, setFault] = useState<string>();
  const [found, setFound] = useState<Person[]>();
  const signing = useAnswer(`domain/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}', { params: { path: { domain } } })),
  );
  const filled = [family, given, born].filter((text) => text.trim()).length;

  const find = async () => {
    setFound(undefined);
    if (filled < 2) return setFault(words.patients.twoFields);
    const result = await send(
      services.identity.POST('/api/identity/persons/search', {
        body: {
          domain,
          offset: 0,
          count: 20,
          identity: {
            familyName: family.trim() || null,
            givenName: given.trim() || null,
            birthDate: born || null,
          },
        },
      }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') setFound(result.data.persons);
  };

  /** Under what of the person's numbers consents are signed here; `PID` holds the index's own. */
  const identifiersOf = (person: Person) => {
    const types = signing.data?.settings.signerIdTypes ?? [];
    const numbers = person.identities.flatMap(({ data }) => data.identifiers ?? []);
    return [
      ...(types.includes('PID') ? [{ type: 'PID', value: person.mpiId }] : []),
      ...numbers
        .filter(({ authority }) => types.includes(authority))
        .map(({ authority, value }) => ({ type: authority, value })),
    ].slice(0, 10);
  };

  const show = (person: Person) => {
    const identifiers = identifiersOf(person);
    const reference = person.identities.find(({ identity }) => identity === person.reference) ?? person.identities[0];
    if (identifiers.length === 0 || !reference) return;
    openPatient({
      domain,
      identifiers,
      name: nameOf(reference),
      ...(reference.data.birthDate ? { birthDate: reference.data.birthDate } : {}),
    });
  };

  return (
    <Section title={words.patients.byPerson}>
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <TextField label={words.patients.family} value={family} onChange={setFamily} />
        <TextField label={words.patients.given} value={given} onChange={setGiven} />
        <TextField label={words.patients.born} value={born} onChange={setBorn} type="date" />
        <Button type="submit">{words.patients.find}</Button>
      </form>
      <Fault text={fault} />
      {found && (
        <p role="status" className="quiet-text">
          {found.length === 0 ? words.patients.nobody : words.patients.found(found.length)}
        </p>
      )}
      {found && found.length > 0 && (
        <ul className="hits">
          {found.map((person) => {
            const reference = person.identities[0];
            const usable = identifiersOf(person).length > 0;
            return (
              <li key={person.person}>
                <button type="button" className="hit" disabled={!usable} onClick={() => show(person)}>
                  <strong>{reference ? nameOf(reference) : person.mpiId}</strong>
                  <span>
                    {reference?.data.birthDate && words.patients.bornOn(day(reference.data.birthDate))} · {person.mpiId}
                    {!usable && ` · ${words.patients.noNumber}`}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
