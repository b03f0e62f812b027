import { useDates, useLook } from '../look';
import { Head, Nothing, Original, Shown } from '../parts';
import { say, useAnswer } from '../portal';

/** What happened, in its order. */
export function History() {
  const { words } = useLook();
  const { moment } = useDates();
  const history = useAnswer('history', (api) => api.history());
  return (
    <>
      <Head title={words.nav.history} text={words.historyText} />
      <Shown answer={history}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Nothing text={words.none} />
          ) : (
            <ol className="timeline">
              {entries.map((entry, at) => (
                <li key={at}>
                  <span className="timeline-at">{moment(entry.at)}</span>
                  <strong>
                    {entry.kind === 'consent-recorded'
                      ? say(words.recorded, entry.documentKind ?? 'other')
                      : say(words.historyKinds, entry.kind)}
                  </strong>
                  {entry.title && (
                    <small>
                      <Original text={entry.title} />
                      {entry.version && <> · {words.version(entry.version)}</>}
                    </small>
                  )}
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
    </>
  );
}
