import { useDates, useLook } from '../look';
import { Head, Nothing, Shown } from '../parts';
import { say, useAnswer } from '../portal';

/** Who may act for the person, and until when. It can't be hidden from them. */
export function Proxies() {
  const { words } = useLook();
  const { day } = useDates();
  const proxies = useAnswer('proxies', (api) => api.proxies());
  return (
    <>
      <Head title={words.nav.proxies} text={words.proxiesText} />
      <Shown answer={proxies}>
        {(all) =>
          all.length === 0 ? (
            <Nothing text={words.proxiesNone} />
          ) : (
            <ul className="rows">
              {all.map((one, at) => (
                <li key={at} className="row-card">
                  <div className="row-words">
                    <strong>
                      <bdi>{one.name}</bdi>
                    </strong>
                    <span>{say(words.relations, one.relation)}</span>
                    <small>
                      {words.since(day(one.since))}
                      {one.endsAt && ` · ${words.proxyUntil(day(one.endsAt))}`}
                    </small>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      <p className="quiet-text">{words.proxyVisible}</p>
    </>
  );
}
