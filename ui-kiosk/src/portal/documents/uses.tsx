import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import type { Portal } from '../api';
import { useDates, useLook } from '../look';
import { Head, Nothing, Original, Part, Shown } from '../parts';
import { useAnswer } from '../portal';

/** Which projects got data, as far as this hospital knows; and where more can be read, outside. */
export function Uses() {
  const { words } = useLook();
  const { day } = useDates();
  const uses = useAnswer('uses', (api) => api.uses());
  const [leaving, setLeaving] = useState<Portal['PortalLink']>();
  return (
    <>
      <Head title={words.nav.use} text={words.useText} />
      <Shown answer={uses}>
        {({ releases, links }) => (
          <>
            {releases.length === 0 ? (
              <Nothing text={words.useNone} />
            ) : (
              <ul className="rows">
                {releases.map((release) => (
                  <li key={`${release.project}/${release.reportedAt}`} className="row-card">
                    <div className="row-words">
                      <strong>
                        <Original text={release.title} />
                      </strong>
                      <span>
                        <Original text={release.recipient} />
                      </span>
                      <small>
                        {words.since(day(release.from))}
                        {release.until && ` · ${words.until(day(release.until))}`}
                      </small>
                    </div>
                  </li>
                ))}
              </ul>
            )}
            <p className="quiet-text">{words.useLimit}</p>
            {links.length > 0 && (
              <Part title={words.useEverywhere}>
                <div className="stack">
                  {links.map((link) => (
                    <Button key={link.address} onPress={() => setLeaving(link)}>
                      {words.useLinks[link.kind] ?? <Original text={link.title} />}
                    </Button>
                  ))}
                </div>
              </Part>
            )}
          </>
        )}
      </Shown>
      {leaving && (
        <Dialog title={words.leaveTitle} onClose={() => setLeaving(undefined)}>
          <p>{words.leaveText(new URL(leaving.address).host)}</p>
          <div className="row">
            <a
              className="button"
              href={leaving.address}
              target="_blank"
              rel="noopener noreferrer external"
              onClick={() => setLeaving(undefined)}
            >
              {words.leaveGo}
            </a>
            <Button look="primary" autoFocus onPress={() => setLeaving(undefined)}>
              {words.leaveStay}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
