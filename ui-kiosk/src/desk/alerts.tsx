import { Button } from '../components/button';
import type { Consent } from './api';
import { useAsk, useDesk } from './desk';

type Tablet = Consent['TabletView'];

/** What a tablet or a robot calls for by itself, in words; undefined where a person in a session calls, or nobody. */
export function useAlertText(): (tablet: Tablet) => string | undefined {
  const { words } = useDesk();
  const known: Readonly<Record<string, string>> = words.talks.alerts;
  // a service newer than this page may know more
  return ({ alert }) => (alert == null ? undefined : (known[alert] ?? words.talks.alerts.staff));
}

/** Says that somebody has seen to it: every desk stops asking for it. */
export function SeenTo({ tablet, onDone }: { tablet: Tablet; onDone: () => void }) {
  const { words, services } = useDesk();
  const send = useAsk();
  if (tablet.alert == null) return null;
  const done = async () => {
    const result = await send(
      services.consent.DELETE('/api/consent/tablets/{id}/alert', { params: { path: { id: tablet.id } } }),
    );
    if (result.kind === 'answer') onDone();
  };
  return (
    <Button aria-label={words.talks.seenTo(tablet.name)} onPress={() => void done()}>
      {words.talks.seen}
    </Button>
  );
}
