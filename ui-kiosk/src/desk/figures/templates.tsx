import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { FormText } from '../../components/form-text';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { Head, say, Section, Shown, Table } from '../parts';

/** Every form of the domain, and its words as people read them. */
export function Templates() {
  const { words, services, domain, day } = useDesk();
  const text = words.templates;
  const [shown, setShown] = useState<string>();
  const forms = useAnswer(`templates/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/templates', { params: { path: { domain } } })),
  );
  return (
    <>
      <Head title={text.title} screen="desk-templates" />
      <Section title={domain}>
        <Shown answer={forms}>
          {(known) => (
            <Table
              label={text.title}
              rows={known}
              id={({ id }) => id}
              columns={[
                { title: text.form, cell: ({ key }) => key.replace('|', ' ') },
                { title: text.status, cell: ({ status }) => say(text.statuses, status) },
                { title: text.since, cell: ({ finalAt, changedAt }) => day(finalAt ?? changedAt) },
                {
                  title: '',
                  cell: ({ key }) => (
                    <Button look="plain" onPress={() => setShown(key)}>
                      {text.preview}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
      {shown && <Preview template={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function Preview({ template, onClose }: { template: string; onClose: () => void }) {
  const { words, services, domain, language } = useDesk();
  const text = words.templates;
  const [name = '', version = ''] = template.split('|');
  const form = useAnswer(`template/${template}`, () =>
    ask(
      services.consent.GET('/api/consent/domains/{domain}/templates/{name}/{version}', {
        params: { path: { domain, name, version } },
      }),
    ),
  );
  return (
    <Dialog title={template.replace('|', ' ')} onClose={onClose} wide>
      <Shown answer={form}>
        {({ template: known }) =>
          known && (
            <div className="preview" lang={known.language ?? 'de'}>
              <h3>{known.title}</h3>
              <FormText text={known.introduction} lang={known.language ?? 'de'} />
              {known.modules.map((module) => (
                <section key={module.name} className="preview-module">
                  <h4>{module.title || module.name}</h4>
                  <FormText text={module.text} lang={known.language ?? 'de'} />
                  {module.decision && (
                    <p className="quiet-text" lang={language}>
                      {words.yes} · {words.no} · {text.policies(module.policies?.length ?? 0)}
                      {module.mandatory && ` · ${text.mandatory}`}
                    </p>
                  )}
                </section>
              ))}
              <FormText text={known.closing} lang={known.language ?? 'de'} />
            </div>
          )
        }
      </Shown>
      <Button onPress={onClose}>{words.close}</Button>
    </Dialog>
  );
}
