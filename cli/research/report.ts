/** `npm run report`: a saved result as one HTML page. */

import { reportPage } from '../../engine/report/report-page.ts';
import { readJsonFile } from '../framework/json-file.ts';
import { defineCommand, type Command } from '../framework/command.ts';
import { EXPECTED, reportOf } from './report-of-document.ts';

export const reportCommand: Command = defineCommand({
  name: 'report',
  purpose: 'Draws a saved result as one HTML page that loads nothing.',
  options: {
    result: {
      kind: 'text',
      default: undefined,
      placeholder: 'RESULT.json',
      path: 'file',
      doc:
        'A JSON document of select, backtest, portfolio, assess or live:report, which has equity ' +
        'with --curves; or one of predict --why',
    },
    out: {
      kind: 'text',
      default: 'report.html',
      placeholder: 'FILE.html',
      path: 'file',
      doc: 'Where the page is written',
      recorded: false,
    },
  },
  positionals: [{ option: 'result', required: true }],
  examples: ['backtest.json', 'select.json --out select.html'],
  // The path of --out, which no result records.
  volatile: ['path'],
  outputs: ({ out }) => [{ path: out }],
  run: async (context, { result, out }) => {
    const document = await readJsonFile(result!, EXPECTED);
    const page = reportPage(reportOf(document, result!));
    const { bytes } = await context.writeFile(out, page);
    return { result: { path: out, bytes }, text: `${out}: ${bytes} bytes` };
  },
});
