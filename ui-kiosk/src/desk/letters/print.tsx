import { lazy, Suspense } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { ask } from '../../lib/api/client';
import { useAnswer, useDesk } from '../desk';
import { Shown } from '../parts';
import { save } from '../save';

const PdfPages = lazy(async () => ({ default: (await import('../../components/pdf-pages')).PdfPages }));

/** The letter, once: its code is in these bytes and nowhere else any more. */
export function PrintLetter({ id, onClose }: { id: string; onClose: () => void }) {
  const { words, services } = useDesk();
  const text = words.letters;
  const letter = useAnswer(`letter/${id}`, () =>
    ask(
      services.consent.POST('/api/consent/portal/letters/{id}/print', {
        params: { path: { id } },
        parseAs: 'arrayBuffer',
      }) as unknown as Promise<{ data?: ArrayBuffer; error?: unknown; response: Response }>,
    ),
  );
  return (
    <Dialog title={text.print} wide onClose={onClose}>
      <p>{text.printOnce}</p>
      <Shown answer={letter}>
        {(pdf) => (
          <>
            <Button
              look="primary"
              onPress={() => save(new Blob([pdf.slice(0)], { type: 'application/pdf' }), `${text.order}.pdf`)}
            >
              {text.download}
            </Button>
            <Suspense fallback={words.loading}>
              <PdfPages bytes={pdf.slice(0)} title={text.order} page={words.card.page} />
            </Suspense>
          </>
        )}
      </Shown>
      <Button onPress={onClose}>{words.close}</Button>
    </Dialog>
  );
}
