import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportRuns, type ReportFiles } from './report-files.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = CHROMIUM.find((path) => existsSync(path));
const WHICH = ['backtest', 'select', 'portfolio', 'assess', 'predict'] as const;
type Which = (typeof WHICH)[number];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

// In CI a missing browser fails the tests instead of leaving them out.
const missing = executablePath === undefined && process.env['CI'] === undefined;
describe.skipIf(missing)(`a report in Chromium${missing ? ' (skipped: no Chromium)' : ''}`, () => {
  let browser: Browser;
  const runs = reportRuns();
  let files: Readonly<Record<Which, ReportFiles>>;

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error(`no browser at ${CHROMIUM.join(', ')}`);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    files = {
      backtest: await runs.backtest(),
      select: await runs.select(),
      portfolio: await runs.portfolio(),
      assess: await runs.assess(),
      predict: await runs.predict(),
    };
  }, 240_000);
  afterAll(() => browser?.close());

  /** The report in a new page, and all that the browser complained of or asked for. */
  async function open(
    which: Which,
    look: {
      colorScheme?: 'light' | 'dark';
      width?: number;
      bypassCSP?: boolean;
      javaScriptEnabled?: boolean;
    } = {},
  ): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
    const { width = 1000, ...others } = look;
    const viewport = { width, height: 800 };
    const context = await browser.newContext({ ...others, viewport });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(files[which].page).href, { waitUntil: 'load' });
    return { page, complaints, requests };
  }

  for (const which of WHICH) {
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
      expect(count).toBeGreaterThan(which === 'predict' ? 1 : 5);
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
    const entered = new Date(1000 * trades.entryTime[2]!).toISOString().slice(0, 10);
    const [, , , gain] = await row('trades of forward_4', entered);
    expect(gain).toBe(`${(100 * trades.return[2]!).toFixed(2)} %`);
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

  /** The cells of a row of the table that the slider changes. */
  const known = (page: Page, name: string) =>
    page
      .locator('#known-rows')
      .getByRole('rowheader', { name, exact: true })
      .locator('xpath=..')
      .locator('td')
      .allTextContents();

  it('shows the figures of the document at the right end of the slider', async () => {
    const { page } = await open('backtest');
    const { sets, buyHold } = files.backtest.document;
    for (const [name, metrics] of [
      ['forward_4', sets['forward_4']!.metrics],
      ['buy and hold', buyHold.metrics],
    ] as const) {
      const [sharpe, growth, fall, , bars] = await known(page, name);
      expect(sharpe).toBe(metrics.sharpe.toFixed(2));
      expect(growth).toBe(`${(100 * metrics.annualReturn).toFixed(1)} %`);
      expect(fall).toBe(`${(100 * metrics.maxDrawdown).toFixed(1)} %`);
      expect(bars).toBe(String(metrics.bars));
    }
    await page.context().close();
  });

  it('cuts everything at a past day, by keyboard', async () => {
    const { page, complaints } = await open('backtest');
    const { sets, buyHold } = files.backtest.document.curves;
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 3; i++) await page.keyboard.press('PageUp');
    const end = Number(await slider.inputValue()) + 1;
    expect(end).toBeGreaterThan(100);
    const day = new Date(1000 * buyHold.time[end - 1]!).toISOString().slice(0, 10);
    await expect(page.locator('#known-date').textContent()).resolves.toBe(day);
    // By hand from the document: the fall so far, and the bars.
    let [high, deepest] = [1, 0];
    for (const equity of sets['forward_4']!.equity.slice(0, end)) {
      high = Math.max(high, equity);
      deepest = Math.max(deepest, 1 - equity / high);
    }
    const [, , fall, , bars] = await known(page, 'forward_4');
    expect(fall).toBe(`${(100 * deepest).toFixed(1)} %`);
    expect(bars).toBe(String(end));
    // What the whole test is needed for is hidden; drawings are covered after the day.
    for (const part of ['#verdict', '#metrics', '#run']) {
      await expect(page.locator(part).isVisible()).resolves.toBe(false);
    }
    // A description may hold figures of all trades, and the numbers rank all falls.
    for (const part of ['figcaption p', 'svg .number']) {
      const shown = await page.locator(part).filter({ visible: true }).count();
      expect(shown, part).toBe(0);
    }
    const veil = page.locator('svg[aria-label="Drawdowns of forward_4"] .veil');
    const from = Number(await veil.getAttribute('x'));
    expect(from).toBeCloseTo(80 + (670 * (end - 1)) / (buyHold.time.length - 1), 6);
    await page.keyboard.press('End');
    await expect(page.locator('#verdict').isVisible()).resolves.toBe(true);
    await expect(veil.getAttribute('width')).resolves.toBe('0');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('zooms equity by keyboard and by buttons', async () => {
    const { page, complaints } = await open('portfolio');
    const chart = page.locator('#zoom-chart');
    await expect(chart.locator('canvas').isVisible()).resolves.toBe(true);
    const look = (): Promise<string> =>
      page.evaluate("document.querySelector('#zoom-chart canvas').toDataURL()");
    const seen = [await look()];
    await chart.focus();
    for (const key of ['+', 'ArrowLeft', '0']) {
      await page.keyboard.press(key);
      await page.evaluate('new Promise((done) => requestAnimationFrame(done))');
      seen.push(await look());
    }
    // Whole, nearer, moved: three pictures; and the whole again.
    expect(new Set(seen).size).toBe(3);
    expect(seen[3]).toBe(seen[0]);
    await page.getByRole('button', { name: 'Linear axis' }).click();
    const button = page.getByRole('button', { name: 'Logarithmic axis' });
    await expect(button.isVisible()).resolves.toBe(true);
    expect(await look()).not.toBe(seen[0]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('names the axis that is shown, and nothing that only the drawing has', async () => {
    const { page } = await open('backtest');
    const figure = page.locator('figure.zoomable');
    const marks = (): Promise<string[]> =>
      figure.locator('.legend li').filter({ visible: true }).allTextContents();
    const heading = figure.getByRole('heading');
    await expect(heading.textContent()).resolves.toContain('logarithmic axis');
    await page.getByRole('button', { name: 'Linear axis' }).click();
    await expect(heading.textContent()).resolves.toContain('linear axis');
    expect(await marks()).not.toContain('short');
    await expect(figure.locator('.drawn').isVisible()).resolves.toBe(false);
    // On paper the drawing stands there again.
    await page.emulateMedia({ media: 'print' });
    expect(await marks()).toContain('short');
    await expect(figure.locator('.drawn').isVisible()).resolves.toBe(true);
    await page.context().close();
  });

  it('shows the drawing of equity and no slider without script', async () => {
    const { page } = await open('backtest', { javaScriptEnabled: false });
    await expect(page.locator('#equity figure svg').isVisible()).resolves.toBe(true);
    for (const part of ['#known', '#known-table', '#zoom']) {
      await expect(page.locator(part).isVisible()).resolves.toBe(false);
    }
    await page.context().close();
  });
});
