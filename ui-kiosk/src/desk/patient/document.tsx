import { lazy, Suspense } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { say, Shown } from '../parts';

const PdfPages = lazy(async () => ({ default: (await import('../../components/pdf-pages')).PdfPages }));

/** The very PDF that is stored, with what is known of how it came to be. */
export function DocumentDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { words, services, day } = useDesk();
  const path = { id };
  const detail = useAnswer(`detail/${id}`, () =>
    ask(services.consent.GET('/api/consent/consents/{id}', { params: { path } })),
  );
  const bytes = useAnswer(`document/${id}`, () =>
    ask(
      services.consent.GET('/api/consent/consents/{id}/document', {
        params: { path },
        parseAs: 'arrayBuffer',
      }) as unknown as Promise<{ data?: ArrayBuffer; error?: unknown; response: Response }>,
    ),
  );
  const kind = detail.data ? say(words.kinds, detail.data.kind) : words.card.document;

  return (
    <Dialog title={kind} onClose={onClose} wide>
      <Shown answer={detail}>
        {(known) => (
          <dl className="pairs">
            <dt>{words.card.signedOn(day(known.signedAt))}</dt>
            <dd>{known.template.replace('|', ' ')}</dd>
            <dt>{words.card.quality}</dt>
            <dd>{known.quality}</dd>
            {known.channel && (
              <>
                <dt>{words.card.channel}</dt>
                <dd>{say(words.withdrawal.channels, known.channel)}</dd>
              </>
            )}
            {known.informationShown.length > 0 && (
              <>
                <dt>{words.card.shown}</dt>
                <dd>{known.informationShown.join(', ')}</dd>
              </>
            )}
          </dl>
        )}
      </Shown>
      <Shown answer={bytes}>
        {(pdf) => (
          <Suspense fallback={words.loading}>
            <PdfPages bytes={pdf} title={kind} page={words.card.page} />
          </Suspense>
        )}
      </Shown>
      <Button onPress={onClose}>{words.close}</Button>
    </Dialog>
  );
}
