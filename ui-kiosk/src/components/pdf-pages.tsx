import { useEffect, useRef, useState } from 'react';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { drawPage, openPdf } from '../lib/pdf';

interface Props {
  bytes: ArrayBuffer;
  title: string;
  page: (number: number, all: number) => string;
}

/** A PDF as it is, page under page, with its words for screen readers. */
export function PdfPages({ bytes, title, page }: Props) {
  const [document, setDocument] = useState<PDFDocumentProxy>();

  useEffect(() => {
    let opened: PDFDocumentProxy | undefined;
    let gone = false;
    openPdf(bytes)
      .then((pdf) => {
        opened = pdf;
        if (gone) return pdf.destroy();
        return setDocument(pdf);
      })
      .catch(() => undefined); // it was closed while it was opening
    return () => {
      gone = true;
      void opened?.destroy();
    };
  }, [bytes]);

  return (
    <div className="pdf" role="group" aria-label={title} aria-busy={!document}>
      {document &&
        Array.from({ length: document.numPages }, (_, at) => (
          <PdfPage key={at} document={document} number={at + 1} label={page(at + 1, document.numPages)} />
        ))}
    </div>
  );
}

function PdfPage({ document, number, label }: { document: PDFDocumentProxy; number: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [words, setWords] = useState('');

  useEffect(() => {
    const target = canvas.current;
    if (!target) return;
    let gone = false;
    drawPage(document, number, target, Math.max(target.clientWidth, 600))
      .then((text) => {
        if (!gone) setWords(text);
      })
      .catch(() => undefined); // it was closed while it was drawn
    return () => {
      gone = true;
    };
  }, [document, number]);

  return (
    <figure className="pdf-page">
      <canvas ref={canvas} role="img" aria-label={label} data-drawn={words !== ''} />
      <figcaption className="unseen">{words}</figcaption>
    </figure>
  );
}
