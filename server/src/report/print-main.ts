/** A short-lived child that prints a page into a PDF: the browser takes a second, and the hall's server must not stand still for it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok } from '@piaojue/contract/result';
import { answerOnce } from '../ask-child.ts';
import { pdfRefusalInWords, printPdf } from './pdf.ts';

answerOnce(({ page }: { readonly page: string }) => {
  const folder = mkdtempSync(join(tmpdir(), 'piaojue-pdf-'));
  try {
    const out = join(folder, 'page.pdf');
    const printed = printPdf(page, out);
    return printed.ok ? ok(readFileSync(out, 'base64')) : fail(pdfRefusalInWords(printed.error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
