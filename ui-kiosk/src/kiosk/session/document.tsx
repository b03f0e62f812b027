import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { ask, client, type PreparedCapture } from '../../lib/api/client';
import { sha256 } from '../../lib/seal';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';
import { Answers } from './review';

const PdfPages = lazy(async () => ({ default: (await import('../../components/pdf-pages')).PdfPages }));

interface Shown {
  prepared: PreparedCapture;
  files: ArrayBuffer[];
}

type State = { kind: 'preparing' } | { kind: 'shown'; shown: Shown } | { kind: 'offline' } | { kind: 'refused' };

/** The very document that is stored, to be looked at before it counts. */
export function DocumentScreen() {
  const { words } = usePreferences();
  const { session, content, submit } = useAround();
  const [state, setState] = useState<State>({ kind: 'preparing' });
  const [sending, setSending] = useState(false);
  const started = useRef(false);

  useEffect(() => {
    if (started.current) return; // prepared once, however often the screen is drawn
    started.current = true;
    void prepare(session.bundle.token, content()).then(setState);
  }, [content, session.bundle.token]);

  const handIn = () => {
    if (sending || state.kind === 'preparing' || state.kind === 'refused') return;
    setSending(true);
    const prepared = state.kind === 'shown' ? state.shown.prepared.documents.map((document) => document.sha256) : null;
    void submit(prepared ? { ...content(), documents: [], prepared } : content()).then(() => setSending(false));
  };

  return (
    <Frame
      name="document"
      title={words.documentTitle}
      wide
      back={!sending}
      next={{
        label: sending ? words.documentSending : words.documentSubmit,
        disabled: sending || state.kind === 'preparing' || state.kind === 'refused',
        act: handIn,
      }}
    >
      {state.kind === 'preparing' && (
        <p className="waiting" role="status">
          {words.waiting}
        </p>
      )}
      {state.kind === 'refused' && (
        <p className="notice" role="alert">
          {words.documentFailed}
        </p>
      )}
      {state.kind === 'offline' && (
        <>
          <p className="notice warm" role="status">
            {words.documentOffline}
          </p>
          <Answers />
        </>
      )}
      {state.kind === 'shown' && (
        <>
          <p className="lead">{words.documentText}</p>
          <Suspense fallback={<p className="waiting">{words.waiting}</p>}>
            {state.shown.files.map((bytes, at) => {
              const document = state.shown.prepared.documents[at];
              return (
                document && (
                  <section key={document.id} className="document">
                    <PdfPages bytes={bytes} title={document.title} page={words.documentPage} />
                    <p className="hash">
                      {words.documentHash} SHA-256 <code dir="ltr">{document.sha256}</code>
                    </p>
                  </section>
                )
              );
            })}
          </Suspense>
        </>
      )}
    </Frame>
  );
}

/** Has the documents set, fetches them, and checks that what came is what will be stored. */
async function prepare(token: string, body: Parameters<ReturnType<typeof useAround>['submit']>[0]): Promise<State> {
  const api = client(token);
  const prepared = await ask(api.POST('/api/consent/capture/preparation', { body }));
  if (prepared.kind !== 'answer') return { kind: prepared.kind };
  const files: ArrayBuffer[] = [];
  for (const [number, document] of prepared.data.documents.entries()) {
    const file = await ask<ArrayBuffer>(
      api.GET('/api/consent/capture/preparation/{number}', {
        params: { path: { number } },
        parseAs: 'arrayBuffer',
      }) as Promise<{ data?: ArrayBuffer; response: Response }>,
    );
    if (file.kind !== 'answer' || (await sha256(file.data)) !== document.sha256) return { kind: 'offline' };
    files.push(file.data);
  }
  return { kind: 'shown', shown: { prepared: prepared.data, files } };
}
