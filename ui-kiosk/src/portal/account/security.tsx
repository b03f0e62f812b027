import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { go } from '../../lib/router';
import { useDates, useLook } from '../look';
import { Fault, Head, Part, Shown } from '../parts';
import { useAnswer, useHere } from '../portal';
import { AddApp, AddPasskey } from './add-key';
import { useSure } from './sure';

/** How one gets in, where one is in, and the way out for good. */
export function Security() {
  const { words } = useLook();
  const { day, moment } = useDates();
  const { api, leave } = useHere();
  const security = useAnswer('security', (asked) => asked.security());
  const [sure, dialog, fault] = useSure();
  const [removing, setRemoving] = useState<string>();
  const [deleting, setDeleting] = useState(false);
  const [ended, setEnded] = useState(false);

  return (
    <>
      <Head title={words.nav.security} />
      <Fault text={fault} />
      {dialog}
      <Shown answer={security}>
        {({ passkeys, totpSince, sessions, accountNumber }) => (
          <>
            <Part title={words.securityKeys}>
              <p>{words.securityKeysText}</p>
              <ul className="rows">
                {passkeys.map((key) => (
                  <li key={key.id} className="row-card">
                    <div className="row-words">
                      <strong>
                        {words.passkey}: <bdi>{key.name}</bdi>
                      </strong>
                      <small>{words.added(day(key.addedAt))}</small>
                      {key.usedAt && <small>{words.used(day(key.usedAt))}</small>}
                    </div>
                    {passkeys.length + (totpSince ? 1 : 0) > 1 && (
                      <Button aria-label={`${words.keyRemove}: ${key.name}`} onPress={() => setRemoving(key.id)}>
                        {words.keyRemove}
                      </Button>
                    )}
                  </li>
                ))}
                {totpSince && (
                  <li className="row-card">
                    <div className="row-words">
                      <strong>{words.app}</strong>
                      <small>{words.added(day(totpSince))}</small>
                    </div>
                    {passkeys.length > 0 && (
                      <Button aria-label={`${words.keyRemove}: ${words.app}`} onPress={() => setRemoving('app')}>
                        {words.keyRemove}
                      </Button>
                    )}
                  </li>
                )}
              </ul>
              <div className="row">
                <AddPasskey sure={sure} onDone={security.again} />
                {!totpSince && <AddApp sure={sure} onDone={security.again} />}
              </div>
              <p className="quiet-text">
                {words.account}: <code dir="ltr">{accountNumber}</code>
              </p>
            </Part>
            <Part title={words.sessions}>
              <ul className="rows">
                {sessions.map((session) => (
                  <li key={session.id} className="row-card">
                    <div className="row-words">
                      <strong>
                        <bdi>{session.device}</bdi>
                        {session.own && ` (${words.sessionHere})`}
                      </strong>
                      <small>{words.since(moment(session.signedInAt))}</small>
                    </div>
                  </li>
                ))}
              </ul>
              {ended && (
                <p className="notice good" role="status">
                  {words.sessionsEnded}
                </p>
              )}
              {sessions.length > 1 && (
                <Button
                  onPress={() =>
                    void sure(
                      () => api.endOthers(),
                      () => {
                        setEnded(true);
                        security.again();
                      },
                    )
                  }
                >
                  {words.sessionsEnd}
                </Button>
              )}
            </Part>
            <Part title={words.deleteTitle}>
              <p>{words.deleteText}</p>
              <Button onPress={() => setDeleting(true)}>{words.deleteDo}</Button>
            </Part>
          </>
        )}
      </Shown>
      {removing && (
        <Dialog title={words.keyRemoveTitle} onClose={() => setRemoving(undefined)}>
          <p>{words.keyRemoveText}</p>
          <div className="row">
            <Button
              onPress={() => {
                setRemoving(undefined);
                void sure(() => (removing === 'app' ? api.removeApp() : api.removePasskey(removing)), security.again);
              }}
            >
              {words.keyRemove}
            </Button>
            <Button look="primary" onPress={() => setRemoving(undefined)}>
              {words.cancel}
            </Button>
          </div>
        </Dialog>
      )}
      {deleting && (
        <Dialog title={words.deleteSure} onClose={() => setDeleting(false)}>
          <p>{words.deleteText}</p>
          <div className="stack">
            <Button
              onPress={() => {
                setDeleting(false);
                void sure(
                  () => api.closeAccount(),
                  () => leave('deleted'),
                );
              }}
            >
              {words.deleteDo}
            </Button>
            <Button onPress={() => go('consent/change')}>{words.deleteWithdraw}</Button>
            <Button look="primary" onPress={() => setDeleting(false)}>
              {words.cancel}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
