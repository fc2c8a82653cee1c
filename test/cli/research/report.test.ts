import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { reportCommand } from '../../../cli/research/report.ts';
import { runHere } from '../run-here.ts';
import { BACKTEST, reportRuns, type ReportFiles } from './report-files.ts';

let backtest: ReportFiles;
let select: ReportFiles;
let portfolio: ReportFiles;
let assess: ReportFiles;
let predict: ReportFiles;

const runs = reportRuns();
beforeAll(async () => {
  backtest = await runs.backtest();
  select = await runs.select();
  portfolio = await runs.portfolio();
  assess = await runs.assess();
  predict = await runs.predict();
}, 240_000);

/** The page that `report` makes of the document `content`. */
async function reported(content: object): Promise<string> {
  const path = backtest.result.replace('result.json', 'other.json');
  const out = path.replace('.json', '.html');
  await writeFile(path, JSON.stringify(content));
  const { code, stderr } = await runHere(reportCommand, [path, '--out', out]);
  expect(code, stderr).toBe(0);
  return readFile(out, 'utf8');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe('report', () => {
  it('makes the same bytes of a saved result as --report', async () => {
    for (const { result, page } of [backtest, select, portfolio, assess]) {
      const out = `${result}.html`;
      const { code, stdout, stderr } = await runHere(reportCommand, [
        result,
        '--out',
        out,
        '--json',
      ]);
      expect(code, stderr).toBe(0);
      const bytes = await readFile(out);
      expect(bytes.equals(await readFile(page))).toBe(true);
      expect(JSON.parse(stdout)).toMatchObject({ path: out, bytes: bytes.length });
    }
  });

  it('stays below 400,000 bytes and contains no address', async () => {
    for (const { page } of [backtest, select, portfolio, assess, predict]) {
      const text = await readFile(page, 'utf8');
      expect(Buffer.byteLength(text)).toBeLessThan(400_000);
      expect(text).not.toMatch(/https?:|<script [^t]|<link|<img|@import|url\(/);
      // The page's script is code; everything else is text that a person reads.
      const read = text.slice(0, text.lastIndexOf('<script>'));
      expect(read).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('begins with the verdict on the set, or on each of several', async () => {
    const { sets } = backtest.document;
    const [own] = Object.values(sets);
    const [first, second] = own!.verdict;
    const page = await readFile(backtest.page, 'utf8');
    for (const sentence of own!.verdict) expect(page).toContain(`<li>${escaped(sentence)}</li>`);
    const two = await reported({ ...backtest.document, sets: { ...sets, other: own } });
    expect(two).toContain(`<li>other. ${escaped(first!)}</li>`);
    expect(two).not.toContain(escaped(second!));
  });

  it('draws a result without curves, and says how to have them', async () => {
    const { curves, ...rest } = backtest.document;
    expect(curves.buyHold.equity).toHaveLength(rest.sets['forward_4']!.metrics.bars);
    const page = await reported(rest);
    expect(page).toContain('Save the result with <code>--curves</code>');
    expect(page).toContain('Months of forward_4');
    expect(page).not.toContain('Equity of forward_4');
  });

  it('takes equity that ends where the final capital is', () => {
    const { curves, sets, nested } = select.document;
    const set = Object.values(sets)[0]!;
    expect(1000 * curves.selected.equity.at(-1)!).toBeCloseTo(set.metrics.finalCapital, 6);
    expect(1000 * curves.nested.equity.at(-1)!).toBeCloseTo(nested.metrics.finalCapital, 6);
    const depth = Math.max(...curves.nested.drawdowns.map((fall) => fall.depth));
    expect(depth).toBeCloseTo(nested.metrics.maxDrawdown, 12);
  });

  it('adds no curves to a document that did not ask for them', async () => {
    const page = backtest.page.replace('report.html', 'again.html');
    const words = [...BACKTEST, '--report', page, '--json'];
    const { stdout, stderr } = await runHere(backtestCommand, words);
    expect(stderr).toContain(`wrote ${page}`);
    expect(JSON.parse(stdout)).not.toHaveProperty('curves');
    const own = await readFile(page, 'utf8');
    const other = await readFile(backtest.page, 'utf8');
    // The configurations differ by --curves itself, and no ledger was kept here.
    const same = other.replace(/(row>curves<td class=t>)true/, '$1false');
    expect(own).toBe(same.replace(/<p>Trials ever made[^<]*<\/p>/, ''));
  });

  it('draws the assets of a portfolio together, with their correlations', async () => {
    const page = await readFile(portfolio.page, 'utf8');
    const { correlation, portfolio: whole } = portfolio.document;
    expect(page).toContain('Equity of all accounts');
    expect(page).toContain('Shares of the capital');
    expect(page).toContain(`<td class="up5">${correlation.matrix[0]![0]!.toFixed(2)}</td>`);
    expect(page).toContain(`Sharpe ratio is ${whole.metrics.sharpe.toFixed(2)} a year`);
  });

  it('draws assessed returns with their verdict and what they are compared with', async () => {
    const page = await readFile(assess.page, 'utf8');
    for (const sentence of assess.document.verdict) expect(page).toContain(escaped(sentence));
    for (const words of ['Equity of Fund', 'Drawdowns of Fund', 'Months of Fund', '>Index<']) {
      expect(page).toContain(words);
    }
    expect(page).not.toContain('The strip below shows the position');
  });

  it('explains the decision of a document of predict', async () => {
    const page = await readFile(predict.page, 'utf8');
    const { contributions, similar, probabilities } = predict.document.why;
    expect(page).toMatch(/<h2[^>]*>Why (LONG|FLAT|SHORT), and what would change it/);
    expect(page).toContain(`<td>${(100 * probabilities['up']!).toFixed(1)} %`);
    for (const { feature, up } of contributions) {
      const points = `${up < 0 ? '' : '+'}${(100 * up).toFixed(2)}`;
      expect(page).toMatch(new RegExp(`<th scope=row>${feature}(<td>[^<]*){4}<td>\\${points}<`));
    }
    for (const { bar, next } of similar) {
      expect(page).toContain(`<td>${bar.slice(0, 10)}<td>`);
      expect(page).toContain(`<td>${(100 * next).toFixed(2)} %</tr>`);
    }
    expect(page).not.toContain('<script');
  });

  it('says how a document of predict gets what it draws', async () => {
    const { why: _why, ...record } = predict.document;
    const path = `${predict.result}.bare`;
    await writeFile(path, JSON.stringify(record));
    const { code, stderr } = await runHere(reportCommand, [path, '--out', `${path}.html`]);
    expect(code).toBe(2);
    expect(stderr).toContain('expected why, got nothing: predict --why --json has it');
  });

  it('lists the trades of a set as they are in the document', async () => {
    const { trades } = backtest.document.curves.sets['forward_4']!;
    const page = await readFile(backtest.page, 'utf8');
    const table = page.slice(page.indexOf('<caption>trades of forward_4'));
    const rows = table.slice(0, table.indexOf('</table>')).match(/<tr><th scope=row>\d{4}-.*/g)!;
    expect(rows).toHaveLength(Math.min(400, trades.return.length));
    rows.slice(0, 50).forEach((row, i) => {
      const day = new Date(1000 * trades.entryTime[i]!).toISOString().slice(0, 10);
      expect(row).toContain(`<th scope=row>${day}<td>`);
      expect(row).toContain(`<td>${(100 * trades.return[i]!).toFixed(2)} %<td>`);
    });
  });

  it('counts every tested row once in the reliability of each class', () => {
    const { metrics, reliability } = backtest.document.sets['forward_4']!;
    const counts = Object.values(reliability).map(({ bins }) =>
      bins.reduce((sum, { count }) => sum + count, 0),
    );
    expect(counts).toEqual([metrics.bars, metrics.bars, metrics.bars]);
  });

  it('refuses a document of a command that has no page', async () => {
    const path = `${backtest.result}.audit`;
    await writeFile(path, JSON.stringify({ run: { command: 'audit' } }));
    const { code, stderr } = await runHere(reportCommand, [path, '--out', `${path}.html`]);
    expect(code).toBe(2);
    expect(stderr).toContain('run.command: got audit');
  });

  it('refuses another document and says what it expected', async () => {
    const path = `${backtest.result}.broken`;
    await writeFile(path, JSON.stringify({ ...backtest.document, sets: { a: 1 } }));
    const { code, stderr } = await runHere(reportCommand, [path, '--out', `${path}.html`]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'expected a result of backtest, select, portfolio, assess, live:report or predict',
    );
    expect(stderr).toContain('sets.a');
    await expect(readFile(`${path}.html`)).rejects.toThrow('ENOENT');
  });
});
