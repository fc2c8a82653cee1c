import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { liveReportCommand } from '../../../cli/live/live-report.ts';
import { reportCommand } from '../../../cli/research/report.ts';
import { rowsOfBars } from '../../../cli/stand-ins/fake-spot.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../../../engine/core/bars.ts';
import type { LiveWorld } from '../../../engine/live/live-world.ts';
import type { ModelArtifact } from '../../../engine/live/model/model-artifact.ts';
import { publishModel } from '../../../engine/live/model/model-pointer.ts';
import { joinSeries } from '../../../features/join-series.ts';
import { storeOf } from '../../engine/live/site-model.ts';
import { seriesModel, toyModel } from '../../engine/live/toy-model.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { operatedSite, type OperatedSite } from './operated-site.ts';

/** How many days the function runs after its first. */
const LATER = 4;

/** Five days of a function that trades a model which does not know these days, and their bars. */
async function fiveDays(): Promise<OperatedSite & { readonly all: Bars }> {
  const operated = await operatedSite();
  const { site } = operated;
  const sample = sampleBars('1d', 3);
  const first = operated.bars.time.at(-1)!;
  const shift = first + LATER * 86_400 - sample.time.at(-1)!;
  const all = { ...sample, time: sample.time.map((time) => time + shift) };
  const known = all.time.length - LATER;
  const { bytes } = toyModel(sliceBars(all, 0, known));
  await publishModel(storeOf(site), 'models/btc_daily_rf.bin', bytes, site.clock.now());
  for (let day = 0; day <= LATER; day++) {
    if (day > 0) site.nextDay();
    site.spot.rows = rowsOfBars(all);
    site.futures.book.markPrice = all.close[known - 1 + day]!;
    await site.run();
  }
  return { ...operated, all };
}

type Report = {
  readonly days: object;
  readonly live: Readonly<Record<'equity' | 'turnover' | 'sharpeStandardError', number>>;
  readonly backtest: { readonly equity: number };
  readonly buyHold: { readonly equity: number };
  readonly signals: object;
  readonly evidence: { readonly againstFlat: { readonly eValue: number } };
  readonly wallet: { readonly first: { readonly equity: number } };
  readonly nullReasons: Readonly<Record<string, string>>;
};

describe('live:report', () => {
  it('is the backtest of the same days, if live did what it decided', async () => {
    const { run, all, site } = await fiveDays();
    const { code, stdout, stderr } = await run(liveReportCommand, ['--json']);
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.days).toEqual({ logged: 5, from: '2026-03-10', to: '2026-03-14', bars: LATER });
    const identical = { identical: 5, different: 0, notDerived: 0, barsWithAnotherPosition: 0 };
    expect(report.signals).toEqual(identical);
    expect(report.live).toEqual(report.backtest);
    // Four returns say next to nothing of a year, and that is shown.
    expect(report.live.sharpeStandardError).toBeGreaterThan(5);
    const closes = all.close.slice(-LATER - 1);
    expect(report.buyHold.equity).toBeCloseTo(closes.at(-1)! / closes[0]!, 12);
    // By hand from the log: each day's signal earns the next bar, at 5 basis points a unit.
    let [equity, before] = [1, 0];
    site
      .log()
      .slice(0, LATER)
      .forEach((line, i) => {
        const position = Number(line['signal']);
        const cost = 5e-4 * Math.abs(position - before);
        equity *= 1 + position * (closes[i + 1]! / closes[i]! - 1) - cost;
        before = position;
      });
    expect(report.live.equity).toBeCloseTo(equity, 10);
    expect(report.live.turnover).toBeGreaterThan(0);
    const wallet = (line: Readonly<Record<string, unknown>>): object => {
      const { equity } = line['trade'] as { readonly equity: number };
      return { date: line['date'], equity };
    };
    const log = site.log();
    expect(report.wallet).toEqual({ first: wallet(log[0]!), last: wallet(log.at(-1)!) });
    expect(report.wallet.first.equity).toBeGreaterThan(0);
  });

  it('shows a trade that was refused as the difference from the backtest', async () => {
    const { run, put, site } = await fiveDays();
    const [first, ...rest] = site.log();
    const trade = { ...(first!['trade'] as object), position_after: 0, action: 'REFUSED' };
    const lines: readonly Readonly<Record<string, unknown>>[] = [{ ...first, trade }, ...rest];
    put('outputs/btc_signals.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
    const { stdout } = await run(liveReportCommand, ['--json']);
    const report = JSON.parse(stdout) as Report;
    const held = lines[0]!['signal'] === 0 ? 0 : 1;
    expect(report.signals).toMatchObject({ identical: 5, barsWithAnotherPosition: held });
    expect(held).toBe(1);
    expect(report.live.equity).not.toBe(report.backtest.equity);
  });

  it('draws itself as a page, and its saved document is drawn the same', async () => {
    const { run, site } = await fiveDays();
    const folder = await temporaryFolder();
    const [page, result, again] = ['page.html', 'result.json', 'again.html'].map((name) =>
      join(folder, name),
    );
    await mkdir(folder, { recursive: true });
    const { code, stdout, stderr } = await run(liveReportCommand, [
      '--json',
      '--curves',
      '--report',
      page!,
    ]);
    expect(code, stderr).toBe(0);
    const { curves, evidence, live, lastDay } = JSON.parse(stdout);
    expect(curves.live.equity).toHaveLength(LATER);
    expect(curves.live.equity.at(-1)).toBeCloseTo(live.equity, 12);
    expect(curves.evidence.againstFlat.at(-1)).toBeCloseTo(evidence.againstFlat.eValue, 12);
    const text = await readFile(page!, 'utf8');
    expect(text).toContain('Evidence against no skill');
    expect(text).toContain('Of 5 logged signals 5 are those that the model gives again');
    const { date, why } = lastDay;
    const last = site.log().at(-1)!;
    expect([date, why.position]).toEqual([last['date'], last['signal']]);
    expect(why.probabilities.up).toBe(last['prob_up']);
    expect(text).toContain(`for ${date}: the model says`);
    await writeFile(result!, stdout);
    const drawn = await runHere(reportCommand, [result!, '--out', again!]);
    expect(drawn.code, drawn.stderr).toBe(0);
    await expect(readFile(again!, 'utf8')).resolves.toBe(text);
  });

  it('reads bars from a file, which must have the first logged day', async () => {
    const { run, all } = await fiveDays();
    const folder = await temporaryFolder();
    const fileOf = async (name: string, bars: Bars): Promise<string> => {
      const rows = Array.from(bars.time, (_, row) => BAR_FIELDS.map((f) => bars[f][row]).join(','));
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, name), [BAR_FIELDS.join(','), ...rows, ''].join('\n'));
      return join(folder, name);
    };
    const whole = await run(liveReportCommand, ['--source', await fileOf('all.csv', all)]);
    expect(whole.code).toBe(0);
    expect(whole.stdout).toContain('5 days logged, 2026-03-10 to 2026-03-14; returns of 4 bars');
    expect(whole.stdout).toMatch(/live against buy and hold +\d/);
    const late = sliceBars(all, all.time.length - 2, all.time.length);
    const none = await run(liveReportCommand, ['--source', await fileOf('late.csv', late)]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('expected the first logged bar, 2026-03-09');
  });

  it('says that nothing was logged yet', async () => {
    const { code, stderr } = await (await operatedSite()).run(liveReportCommand);
    expect(code).toBe(2);
    expect(stderr).toContain('outputs/btc_signals.jsonl: expected logged days, got none');
  });

  it('derives the days of a model with series from the files of its series', async () => {
    const { site, bars, run } = await operatedSite();
    const { bytes } = seriesModel(bars);
    await publishModel(storeOf(site), 'models/btc_daily_rf.bin', bytes, site.clock.now());
    const x = { time: bars.time, value: bars.close };
    const join1d: LiveWorld<ModelArtifact>['joinSeries'] = async (closed, { header }) => {
      return { bars: joinSeries(closed, '1d', header.series ?? [], { x }), warnings: [] };
    };
    Object.assign(site.overrides, { joinSeries: join1d });
    await site.run();
    const file = join(await temporaryFolder(), 'x.csv');
    const lines = Array.from(x.time, (time, i) => `${time},${x.value[i]}`);
    await writeFile(file, `time,x\n${lines.join('\n')}\n`);
    const signals = async (...words: string[]): Promise<object> =>
      (JSON.parse((await run(liveReportCommand, [...words, '--json'])).stdout) as Report).signals;
    expect(await signals()).toMatchObject({ identical: 0, notDerived: 1 });
    expect(await signals('--series', file)).toMatchObject({ identical: 1, notDerived: 0 });
  });
});
