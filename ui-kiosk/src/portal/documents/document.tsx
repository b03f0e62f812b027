import { lazy, Suspense, useState } from 'react';
import { Button } from '../../components/button';
import type { Portal } from '../api';
import { saveFile } from '../../lib/save-file';
import { useDates, useLook } from '../look';
import { Fault, Head, Original, Shown } from '../parts';
import { faultOf, say, useAnswer, useHere, useSend } from '../portal';

const PdfPages = lazy(async () => ({ default: (await import('../../components/pdf-pages')).PdfPages }));

/** The very PDF that is stored, to look at and to keep. */
export function DocumentView({ document }: { document: Portal['PortalDocument'] }) {
  const { words } = useLook();
  const { day } = useDates();
  const { api, openDocument } = useHere();
  const send = useSend();
  const [fault, setFault] = useState<string>();
  const kind = say(words.kinds, document.kind);
  const pdf = useAnswer(document.id, (asked) => asked.pdf(document.id));
  const name = `${kind}-${document.signedAt.slice(0, 10)}`;

  const fhir = async () => {
    setFault(undefined);
    const result = await send(api.fhir(document.id));
    if (result.kind === 'answer') saveFile(`${name}.json`, 'application/fhir+json', result.data.bytes);
    else setFault(faultOf(words, result));
  };

  return (
    <>
      <Head
        title={`${kind}, ${day(document.signedAt)}`}
        back={{ text: words.nav.documents, go: () => openDocument(undefined) }}
      />
      <p>
        <Original text={document.title} />
      </p>
      <Shown answer={pdf}>
        {({ bytes, genuine }) => (
          <>
            <div className="row">
              <Button look="primary" onPress={() => saveFile(`${name}.pdf`, 'application/pdf', bytes)}>
                {words.documentPdf}
              </Button>
              <Button onPress={() => void fhir()}>{words.documentFhir}</Button>
            </div>
            <Fault text={fault} />
            <p className={`notice ${genuine ? 'good' : 'warm'}`} role="status">
              {genuine ? words.hashGood : words.hashBad}
            </p>
            <Suspense fallback={words.loading}>
              <PdfPages bytes={bytes} title={kind} page={words.documentPage} />
            </Suspense>
          </>
        )}
      </Shown>
      <p className="hash">
        {words.hash} <code dir="ltr">{document.contentHash}</code>
      </p>
    </>
  );
}
