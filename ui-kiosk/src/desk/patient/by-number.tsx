import { useState } from 'react';
import { Button } from '../../components/button';
import { TextField } from '../../components/text-field';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { Pick, Section, Shown } from '../parts';

/** A scanner types the label and ends with Enter. */
export function ByNumber() {
  const { words, services, domain, domains, setDomain, openPatient } = useDesk();
  const known = useAnswer(`domain/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}', { params: { path: { domain } } })),
  );
  const [type, setType] = useState('');
  const [number, setNumber] = useState('');
  if (!domain) return null;

  return (
    <Section title={words.patients.byNumber}>
      <Shown answer={known}>
        {({ settings }) => {
          const types = settings.signerIdTypes;
          const chosen = types.includes(type) ? type : (types[0] ?? '');
          return (
            <form
              className="line"
              onSubmit={(event) => {
                event.preventDefault();
                if (number.trim()) openPatient({ domain, identifiers: [{ type: chosen, value: number.trim() }] });
              }}
            >
              {domains.length > 1 && (
                <Pick
                  label={words.domain}
                  value={domain}
                  options={domains.map((name) => ({ value: name, text: name }))}
                  onChange={setDomain}
                />
              )}
              {types.length > 1 && (
                <Pick
                  label={words.patients.type}
                  value={chosen}
                  options={types.map((name) => ({ value: name, text: name }))}
                  onChange={setType}
                />
              )}
              <TextField
                label={`${words.patients.number} – ${words.patients.numberHint}`}
                value={number}
                onChange={setNumber}
                autoFocus
              />
              <Button look="primary" type="submit">
                {words.patients.find}
              </Button>
            </form>
          );
        }}
      </Shown>
    </Section>
  );
}
