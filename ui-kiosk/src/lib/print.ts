import { drawPage, openPdf } from './pdf';

const paper = 1240; // pixels across: 150 to the inch of A4

/**
 * Prints documents page by page, drawn here, because browsers on tablets print no PDF. What was drawn is taken away
 * again, whatever becomes of the printing. A kiosk prints without asking (`--kiosk-printing`); what the printer does
 * then no page learns.
 */
export async function printPdfs(files: readonly ArrayBuffer[]): Promise<boolean> {
  const sheets = document.createElement('div');
  sheets.className = 'sheets';
  try {
    for (const file of files) {
      const pdf = await openPdf(file);
      for (let page = 1; page <= pdf.numPages; page += 1) {
        const canvas = document.createElement('canvas');
        await drawPage(pdf, page, canvas, paper);
        sheets.append(canvas);
      }
      await pdf.destroy();
    }
    document.body.append(sheets);
    window.print();
    return sheets.childElementCount > 0;
  } finally {
    sheets.remove();
  }
}
