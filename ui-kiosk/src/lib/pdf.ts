import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { scriptAddress } from './trusted';

let started = false;

/** Opens a PDF that is in memory. The reader's own worker does it; nothing is fetched and nothing is kept. */
export async function openPdf(bytes: ArrayBuffer): Promise<PDFDocumentProxy> {
  if (!started) {
    GlobalWorkerOptions.workerPort = new Worker(scriptAddress(workerAddress), { type: 'module' });
    started = true;
  }
  return getDocument({
    data: new Uint8Array(bytes.slice(0)),
    useSystemFonts: false,
    isEvalSupported: false,
    useWasm: false,
    disableAutoFetch: true,
    stopAtErrors: false,
  }).promise;
}

/** Draws a page as wide as asked for, sharp on this screen; gives its words for those who listen. */
export async function drawPage(
  document: PDFDocumentProxy,
  number: number,
  canvas: HTMLCanvasElement,
  width: number,
): Promise<string> {
  const page = await document.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: (width / natural.width) * Math.min(devicePixelRatio || 1, 2) });
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  await page.render({ canvas, viewport }).promise;
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str : '')).join(' ');
}
