import { useState } from 'react';
import { Button } from '../../components/button';
import { ask, client, type CaptureReceipt } from '../../lib/api/client';
import { usePreferences } from '../preferences';

interface Props {
  receipt: CaptureReceipt;
  withdrawn: boolean;
  tablet: string;
  onDone: () => void;
}

type Printing = 'printing' | 'printed' | 'failed' | undefined;

/** The copy to take along: by the own phone, on paper where a printer is, or later from staff. */
export function CopyScreen({ receipt, withdrawn, tablet, onDone }: Props) {
  const { words } = usePreferences();
  const [printing, setPrinting] = useState<Printing>();
  const copies = receipt.documents.flatMap((document) => (document.copy ? [document.copy] : []));

  const print = async () => {
    setPrinting('printing');
    const done = await printAll(copies.map(({ address }) => address.split('#')[1] ?? ''));
    setPrinting(done ? 'printed' : 'failed');
    if (!done) await ask(client(tablet).POST('/api/consent/tablet/alert', { body: { kind: 'print' } }));
  };

  return (
    <main className="centre calm" data-screen="copy">
      <div className="card middle">
        <h1>{words.copyTitle}</h1>
        <p className="notice good" role="status">
          {withdrawn ? words.withdrawnText : words.copyText}
        </p>
        {copies.length > 0 && printing === undefined && (
          <>
            <p>{words.copyQr}</p>
            <div className="codes">
              {copies.map((copy) => (
                <img
                  key={copy.address}
                  className="code"
                  alt={words.copyTitle}
                  src={`data:image/png;base64,${copy.qr}`}
                />
              ))}
            </div>
          </>
        )}
        {printing === 'printing' && <p role="status">{words.copyPrinting}</p>}
        {printing === 'failed' && (
          <p className="notice warm" role="alert">
            {words.copyPrintFailed}
          </p>
        )}
        <p className="quiet-text">{words.copyLater}</p>
        <div className="row">
          {copies.length > 0 && printing === undefined && (
            <Button onPress={() => void print()}>{words.copyPrint}</Button>
          )}
          <Button look="primary" isDisabled={printing === 'printing'} onPress={onDone}>
            {words.copyDone}
          </Button>
        </div>
      </div>
    </main>
  );
}

/** Fetches each copy by its link, which is used up by it, and prints its pages; false where any of it did not work. */
async function printAll(tokens: readonly string[]): Promise<boolean> {
  const files: ArrayBuffer[] = [];
  for (const token of tokens) {
    const file = await ask<ArrayBuffer>(
      client().POST('/api/consent/copies', { body: { token }, parseAs: 'arrayBuffer' }) as Promise<{
        data?: ArrayBuffer;
        response: Response;
      }>,
    );
    if (file.kind !== 'answer') return false;
    files.push(file.data);
  }
  try {
    const { printPdfs } = await import('../../lib/print');
    return await printPdfs(files);
  } catch {
    return false;
  }
}
