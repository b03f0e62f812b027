import { useState } from 'react';
import { Button } from '../../components/button';
import { TextField } from '../../components/text-field';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { save } from '../save';
import { Fault, Head, Pick, Section, Shown, Table } from '../parts';

const trails = ['consent', 'identity', 'pseudonym'] as const;
type Trail = (typeof trails)[number];

const paths = {
  consent: '/api/consent/audit',
  identity: '/api/identity/audit',
  pseudonym: '/api/pseudonym/audit',
} as const;

interface Asked {
  trail: Trail;
  from: string;
  actor: string;
  action: string;
  object: string;
  /** Where the pages before this one ended, the last one at the end; the newest page has none. */
  pages: readonly string[];
}

/** Who did what to what, and whether the trail is whole. Looking is written down as well. */
export function Audit() {
  const { words, services, moment, number } = useDesk();
  const text = words.audit;
  const send = useAsk();
  const today = new Date().toISOString().slice(0, 10);
  const [trail, setTrail] = useState<Trail>('consent');
  const [from, setFrom] = useState(today);
  const [actor, setActor] = useState('');
  const [action, setAction] = useState('');
  const [object, setObject] = useState('');
  const [asked, setAsked] = useState<Asked>({ trail, from, actor, action, object, pages: [] });
  const [verdict, setVerdict] = useState<{ intact: boolean; sealed: number }>();
  const [fault, setFault] = useState<string>();

  const filter = {
    ...(asked.from ? { From: `${asked.from}T00:00:00Z` } : {}),
    ...(asked.actor.trim() ? { Actor: asked.actor.trim() } : {}),
    ...(asked.action.trim() ? { Action: asked.action.trim() } : {}),
    ...(asked.object.trim() ? { Object: asked.object.trim() } : {}),
  };
  const after = asked.pages.at(-1);
  const query = { ...filter, ...(after ? { After: after } : {}), Limit: 100, newest: true };
  const page = useAnswer(JSON.stringify(asked), () => {
    const params = { query };
    if (asked.trail === 'identity') return ask(services.identity.GET(paths.identity, { params }));
    if (asked.trail === 'pseudonym') return ask(services.pseudonym.GET(paths.pseudonym, { params }));
    return ask(services.consent.GET(paths.consent, { params }));
  });

  const verify = async () => {
    const result = await send(
      asked.trail === 'identity'
        ? services.identity.GET('/api/identity/audit/verify')
        : asked.trail === 'pseudonym'
          ? services.pseudonym.GET('/api/pseudonym/audit/verify')
          : services.consent.GET('/api/consent/audit/verify'),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') setVerdict({ intact: result.data.intact, sealed: Number(result.data.sealed) });
  };

  const take = async () => {
    const options = { params: { query: filter }, parseAs: 'blob' } as const;
    const result = await send(
      (asked.trail === 'identity'
        ? services.identity.GET('/api/identity/audit/export', options)
        : asked.trail === 'pseudonym'
          ? services.pseudonym.GET('/api/pseudonym/audit/export', options)
          : services.consent.GET('/api/consent/audit/export', options)) as unknown as Promise<{
        data?: Blob;
        response: Response;
      }>,
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') save(result.data, `audit-${asked.trail}-${today}.ndjson`);
  };

  return (
    <>
      <Head title={text.title} screen="desk-audit">
        <Button onPress={() => void take()}>{text.take}</Button>
        <Button onPress={() => void verify()}>{text.verify}</Button>
      </Head>
      {verdict && (
        <p className={`notice ${verdict.intact ? 'good' : 'warm'}`} role="status">
          {verdict.intact ? text.intact(number(verdict.sealed)) : text.broken}
        </p>
      )}
      <Fault text={fault} />
      <Section title={text.search} aside={<span className="quiet-text">{text.looked}</span>}>
        <form
          className="line"
          onSubmit={(event) => {
            event.preventDefault();
            setVerdict(undefined);
            setAsked({ trail, from, actor, action, object, pages: [] });
            page.again();
          }}
        >
          <Pick
            label={text.service}
            value={trail}
            onChange={setTrail}
            options={trails.map((value) => ({ value, text: text.services[value] }))}
          />
          <TextField label={text.from} value={from} onChange={setFrom} type="date" />
          <TextField label={text.actor} value={actor} onChange={setActor} />
          <TextField label={text.action} value={action} onChange={setAction} />
          <TextField label={text.object} value={object} onChange={setObject} />
          <Button look="primary" type="submit">
            {text.search}
          </Button>
        </form>
        <Shown answer={page}>
          {({ entries, next }) => (
            <>
              <Table
                label={text.title}
                rows={entries}
                id={({ id }) => id}
                columns={[
                  { title: text.at, cell: ({ at }) => moment(at) },
                  { title: text.actor, cell: ({ actor: who, roles }) => `${who} (${roles})` },
                  { title: text.action, cell: ({ action: what }) => what },
                  { title: text.object, cell: ({ object: what }) => <code className="code-line">{what}</code> },
                  { title: text.outcome, cell: ({ outcome }) => outcome },
                ]}
              />
              <div className="row between">
                <Button
                  isDisabled={asked.pages.length === 0}
                  onPress={() => setAsked({ ...asked, pages: asked.pages.slice(0, -1) })}
                >
                  {text.newer}
                </Button>
                <span className="quiet-text" role="status">
                  {text.page(asked.pages.length + 1)}
                </span>
                <Button
                  isDisabled={!next}
                  onPress={() => next && setAsked({ ...asked, pages: [...asked.pages, next] })}
                >
                  {text.older}
                </Button>
              </div>
            </>
          )}
        </Shown>
      </Section>
    </>
  );
}
