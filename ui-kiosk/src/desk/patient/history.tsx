import { Button } from '../../components/button';
import type { Consent } from '../api';
import { useDesk } from '../desk';
import { say, Section } from '../parts';

interface Props {
  documents: Consent['DocumentHistory'][];
  /** What modules are called on the forms. */
  titles: Record<string, string>;
  onDocument: (id: string) => void;
}

/** Every document and what happened to it, newest first. */
export function History({ documents, titles, onDocument }: Props) {
  const { words, day, moment, may } = useDesk();
  return (
    <Section title={words.card.history}>
      {documents.length === 0 && <p className="quiet-text">{words.card.noDocuments}</p>}
      <ol className="timeline">
        {documents.toReversed().map((document) => (
          <li key={document.id} data-kind={document.kind}>
            <div className="row between">
              <div>
                <h3>
                  {say(words.kinds, document.kind)} · {day(document.signedAt)}
                </h3>
                <p className="quiet-text">{document.template.replace('|', ' ')}</p>
              </div>
              {may('consent.document') && (
                <Button onPress={() => onDocument(document.id)}>{words.card.document}</Button>
              )}
            </div>
            <ul className="marks" aria-label={words.card.answer}>
              {Object.entries(document.answers)
                .filter(([, answer]) => !['not-asked', 'not-chosen'].includes(answer))
                .map(([module, answer]) => (
                  <li key={module}>
                    {titles[module] || module.replaceAll('_', ' ')}: <strong>{say(words.answers, answer)}</strong>
                  </li>
                ))}
            </ul>
            <ul className="events" aria-label={words.card.events}>
              {document.events.map((event) => (
                <li key={String(event.version)}>
                  {say(words.eventNames, event.type)} · {moment(event.recordedAt)} ·{' '}
                  {words.card.recordedBy(event.actor)}
                  {event.reason && ` · ${event.reason}`}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Section>
  );
}
