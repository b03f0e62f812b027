import { useEffect, useState } from 'react';
import { Button } from '../components/button';
import { ask } from '../lib/api/client';
import type { Consent } from './api';
import { SeenTo, useAlertText } from './alerts';
import { useDesk } from './desk';
import { go } from '../lib/router';

const every = 1_000;

/** Who calls from which tablet, wherever one is at the desk: within two seconds, with the place and without a name. */
export function Calls() {
  const { words, services, may, domain } = useDesk();
  const [calling, setCalling] = useState<Consent['TabletView'][]>([]);
  const alertText = useAlertText();
  const allowed = may('capture.start') && domain !== '';

  useEffect(() => {
    if (!allowed) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const result = await ask(
        services.consent.GET('/api/consent/domains/{domain}/tablets', { params: { path: { domain } } }),
      );
      if (gone) return;
      if (result.kind === 'answer') setCalling(result.data.filter((tablet) => tablet.calling));
      timer = setTimeout(() => void look(), every);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [services, domain, allowed]);

  return (
    <div role="status" className="calls">
      {calling.map((tablet) => (
        <p key={tablet.id} className="notice warm">
          <span>{words.talks.call(tablet.name, tablet.place ?? '', alertText(tablet))}</span>
          <span className="row">
            <Button onPress={() => go('tablets')}>{words.talks.look}</Button>
            <SeenTo
              tablet={tablet}
              onDone={() => setCalling((before) => before.filter(({ id }) => id !== tablet.id))}
            />
          </span>
        </p>
      ))}
    </div>
  );
}
