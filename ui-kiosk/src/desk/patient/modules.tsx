import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import type { Consent } from '../api';
import { useDesk } from '../desk';
import { say, Section, State, Table } from '../parts';

type Form = Consent['FormState'];
type Module = Consent['ModuleState'];
type Policy = Consent['PolicyState'];

const deciding = ({ policies }: Module) => [...new Set(policies.flatMap(({ documents }) => documents))];

interface Props {
  form: Form;
  onDocument: (id: string) => void;
}

/** A form's questions, each with what a check would answer today. */
export function Modules({ form, onDocument }: Props) {
  const { words, day, may } = useDesk();
  const [why, setWhy] = useState<Module>();
  return (
    <Section
      title={form.title}
      aside={
        <span className="quiet-text">
          {form.signedAt ? words.card.signedOn(day(form.signedAt)) : words.card.neverSigned}
        </span>
      }
    >
      <Table
        label={form.title}
        rows={form.modules}
        id={({ name }) => name}
        columns={[
          {
            title: words.card.module,
            cell: ({ title, name, parent }) => <span className={parent ? 'below' : ''}>{title || name}</span>,
          },
          { title: words.card.answer, cell: ({ state }) => <State state={state} text={say(words.states, state)} /> },
          { title: words.card.until, cell: ({ until }) => day(until) },
          {
            title: words.card.reason,
            cell: (module) => (
              <Button look="plain" aria-label={words.card.whyTitle(module.title)} onPress={() => setWhy(module)}>
                {words.card.why}
              </Button>
            ),
          },
        ]}
      />
      {why && (
        <Dialog title={why.title || why.name} onClose={() => setWhy(undefined)} wide>
          <p>{say(words.reasons, why.state)}</p>
          <Table
            label={words.card.whyTitle(why.title)}
            rows={why.policies}
            id={({ policy }) => policy}
            columns={[
              {
                title: words.card.policy,
                cell: ({ policy, name }) => (
                  <>
                    {(name ?? policy).replaceAll('_', ' ')}
                    <code className="code-line">{policy.slice(policy.lastIndexOf('|') + 1)}</code>
                  </>
                ),
              },
              {
                title: words.card.answer,
                cell: ({ reason }) => <State state={reason} text={say(words.states, reason)} />,
              },
              { title: words.card.until, cell: ({ until }) => day(until) },
              ...(why.policies.some(({ reason }) => reason !== why.state)
                ? [{ title: words.card.reason, cell: ({ reason }: Policy) => say(words.reasons, reason) }]
                : []),
            ]}
          />
          {may('consent.document') && deciding(why).length > 0 && (
            <div className="row">
              <span>{words.card.decidedBy}</span>
              {deciding(why).map((id) => (
                <Button
                  key={id}
                  onPress={() => {
                    setWhy(undefined);
                    onDocument(id);
                  }}
                >
                  {words.card.document}
                </Button>
              ))}
            </div>
          )}
          <Button onPress={() => setWhy(undefined)}>{words.close}</Button>
        </Dialog>
      )}
    </Section>
  );
}
