import { Button } from '../../components/button';
import { useDates, useLook } from '../look';
import { Head, Nothing, Original, Shown } from '../parts';
import { say, useAnswer, useHere } from '../portal';
import { DocumentView } from './document';

/** Everything that was signed. */
export function Documents() {
  const { document } = useHere();
  return document ? <DocumentView key={document.id} document={document} /> : <List />;
}

function List() {
  const { words } = useLook();
  const { day } = useDates();
  const { openDocument } = useHere();
  const documents = useAnswer('documents', (api) => api.documents());
  return (
    <>
      <Head title={words.nav.documents} text={words.documentsText} />
      <Shown answer={documents}>
        {(all) =>
          all.length === 0 ? (
            <Nothing text={words.documentsNone} />
          ) : (
            <ul className="rows">
              {all.map((document) => (
                <li key={document.id} className="row-card">
                  <div className="row-words">
                    <strong>{say(words.kinds, document.kind)}</strong>
                    <span>{day(document.signedAt)}</span>
                    <small>
                      <Original text={document.title} />
                    </small>
                    {document.annulled && <small>{words.annulled}</small>}
                  </div>
                  <Button
                    aria-label={`${words.documentOpen}: ${say(words.kinds, document.kind)}, ${day(document.signedAt)}`}
                    onPress={() => openDocument(document)}
                  >
                    {words.documentOpen}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}
