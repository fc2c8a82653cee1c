import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportRuns, type ReportFiles } from './report-files.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = CHROMIUM.find((path) => existsSync(path));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

// In CI a missing browser fails the tests instead of leaving them out.
const missing = executablePath === undefined && process.env['CI'] === undefined;
describe.skipIf(missing)(`a report in Chromium${missing ? ' (skipped: no Chromium)' : ''}`, () => {
  let browser: Browser;
  const runs = reportRuns();
  let files: Readonly<Record<'backtest' | 'select', ReportFiles>>;

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error(`no browser at ${CHROMIUM.join(', ')}`);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    files = { backtest: await runs.backtest(), select: await runs.select() };
  }, 180_000);
  afterAll(() => browser?.close());

  /** The report in a new page, and all that the browser complained of or asked for. */
  async function open(
    which: 'backtest' | 'select',
    look: { colorScheme?: 'light' | 'dark'; width?: number; bypassCSP?: boolean } = {},
  ): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
    const { colorScheme = 'light', width = 1000, bypassCSP = false } = look;
    const viewport = { width, height: 800 };
    const context = await browser.newContext({ colorScheme, viewport, bypassCSP });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(files[which].page).href, { waitUntil: 'load' });
    return { page, complaints, requests };
  }

  for (const which of ['backtest', 'select'] as const) {
    it(`loads nothing but itself and complains of nothing: ${which}`, async () => {
      const { page, complaints, requests } = await open(which);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([pathToFileURL(files[which].page).href]);
      // The policy lets the style sheet in: without it the page would be white on a grey line.
      const width = await page.evaluate(
        "getComputedStyle(document.querySelector('main')).maxWidth",
      );
      expect(width).toBe('960px');
      await page.context().close();
    });

    for (const colorScheme of ['light', 'dark'] as const) {
      it(`has no violation that axe-core finds: ${which}, ${colorScheme}`, async () => {
        const { page } = await open(which, { colorScheme, width: 390, bypassCSP: true });
        await page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
        await page.addScriptTag({ path: AXE });
        const found = await page.evaluate(
          'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => ' +
            '[id, ...nodes.slice(0, 3).map(({ html }) => html)]))',
        );
        expect(found).toEqual([]);
        await page.context().close();
      });
    }

    it(`is no wider than a phone, and names every axis: ${which}`, async () => {
      const { page } = await open(which, { width: 390 });
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBe(390);
      const drawings = page.locator('figure svg');
      const count = await drawings.count();
      expect(count).toBeGreaterThan(5);
      for (let i = 0; i < count; i++) {
        const svg = drawings.nth(i);
        const labelled = await svg.locator('.axis').count();
        const ticks = await svg.locator('.tick').count();
        const name = await svg.getAttribute('aria-label');
        expect(labelled, name!).toBeGreaterThan(0);
        expect(ticks, name!).toBeGreaterThan(2);
      }
      await page.context().close();
    });
  }

  it('shows the numbers of the document', async () => {
    const { page } = await open('backtest');
    const { metrics, monthly, yearly, drawdowns } = files.backtest.document.sets['forward_4']!;
    const row = (caption: string, name: string) =>
      page
        .locator('table', { has: page.locator('caption', { hasText: caption }) })
        .getByRole('rowheader', { name, exact: true, includeHidden: true })
        .locator('xpath=..')
        .locator('td')
        .allTextContents();
    const [sharpe] = await row('metrics, after costs', 'Sharpe ratio, annualised');
    expect(sharpe).toBe(metrics.sharpe.toFixed(2));
    const [, growth] = await row('years of forward_4', String(yearly[1]!.year));
    const simple = 100 * Math.expm1(yearly[1]!.totalLogReturn);
    expect(growth).toBe(`${simple > 0 ? '+' : ''}${simple.toFixed(1)} %`);
    const [start, trough, , bars] = await row('worst drawdowns', '1');
    expect([start, trough]).toEqual(
      [drawdowns[0]!.start, drawdowns[0]!.trough].map((time) => time.slice(0, 10)),
    );
    expect(bars).toBe(String(drawdowns[0]!.bars));
    const [name, month] = Object.entries(monthly)[8]!;
    const cell = await page
      .locator('table.months')
      .first()
      .getByRole('rowheader', { name: name.slice(0, 4), exact: true })
      .locator('xpath=..')
      .locator('td')
      .nth(Number(name.slice(5)) - 1)
      .textContent();
    expect(cell).toBe((100 * Math.expm1(month)).toFixed(1));
    const { trades } = files.backtest.document.curves.sets['forward_4']!;
    const worst = Math.min(...trades.return);
    const entered = new Date(1000 * trades.entryTime[trades.return.indexOf(worst)]!);
    const [day, , , , loss] = await row('worst, best and latest trades', 'worst 1');
    expect([day, loss]).toEqual([
      entered.toISOString().slice(0, 10),
      `${(100 * worst).toFixed(2)} %`,
    ]);
    await page.context().close();
  });

  it('shows every candidate of every step, and every window', async () => {
    const { page } = await open('select');
    const { steps, nested } = files.select.document;
    const dots = steps.reduce((sum, step) => sum + step.candidates.length, 0);
    await expect(page.locator('svg[aria-label^="Steps"] circle').count()).resolves.toBe(dots);
    const bars = await page.locator('svg[aria-label="Promised and made"] rect').count();
    expect(bars).toBe(2 * nested.windows.length);
    await page.context().close();
  });
});
