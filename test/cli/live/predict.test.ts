import { catalogue } from '../../../features/catalogue.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { predictCommand } from '../../../cli/live/predict.ts';
import { trainCommand } from '../../../cli/live/train.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../../../engine/core/bars.ts';
import type { SignalRecord } from '../../../engine/live/journal/signal-record.ts';
import { decide } from '../../../engine/live/model/decide.ts';
import { explain } from '../../../engine/live/model/explain.ts';
import { loadModelArtifact } from '../../../engine/live/model/model-artifact.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { createFakeSources, serveOnChain } from '../../../cli/stand-ins/fake-sources.ts';
import { startLoopback } from '../../../cli/stand-ins/loopback.ts';
import { readSeriesFile } from '../../../data/read-series.ts';
import type { Observations } from '../../../engine/core/series.ts';
import { ON_CHAIN_SERIES } from '../../../features/on-chain.ts';
import { writeOnChain } from '../series-files.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { bars } = syntheticBars('1d');
const now = (): number => Date.parse('2040-01-01T00:00:00Z');

/** A model of the sample, or of `data`, in a folder of its own. */
async function trained(...words: string[]): Promise<string> {
  const path = join(await temporaryFolder(), 'model.bin');
  await runHere(trainCommand, ['--trees', '10', '--out', path, ...words]);
  return path;
}

async function writeBars(path: string, some: Bars): Promise<string> {
  const lines = Array.from(some.time, (_, row) => BAR_FIELDS.map((f) => some[f][row]).join(','));
  await writeFile(path, [BAR_FIELDS.join(','), ...lines, ''].join('\n'));
  return path;
}

describe('predict', () => {
  it('prints the record of the decision on the last bar', async () => {
    const path = await trained();
    const words = ['--model', path, '--position', 'short', '--json'];
    const { code, stdout } = await runHere(predictCommand, words, { now });
    expect(code).toBe(0);
    const { run, ...record } = JSON.parse(stdout);
    const model = loadModelArtifact(await readFile(path), path, catalogue);
    const decision = decide({ bars, model, features: catalogue, previous: -1 });
    expect(run.data.synthetic).toBe(true);
    expect(record).toMatchObject({
      close: bars.close.at(-1),
      signal: decision.position,
      prob_down: decision.probabilities.down,
      prob_neutral: decision.probabilities.neutral,
      prob_up: decision.probabilities.up,
      features: decision.features,
      model_sha256: model.sha256,
      predicted_at: '2040-01-01T00:00:00Z',
      predicted_class: decision.signal,
      previous_position: -1,
    });
    expect(Date.parse(record.date) - Date.parse(record.bar_time)).toBe(86_400_000);
    expect(Date.parse(record.bar_time) / 1000).toBe(bars.time.at(-1));
  });

  it('says why on request, and the record stays as it is', async () => {
    const path = await trained();
    const words = ['--model', path, '--json'];
    const plain = await runHere(predictCommand, words, { now });
    const asked = await runHere(predictCommand, [...words, '--why'], { now });
    const { why, run: _run, nullReasons: _reasons, ...record } = JSON.parse(asked.stdout);
    const { run: _plain, ...alone } = JSON.parse(plain.stdout);
    expect(record).toEqual(alone);
    const model = loadModelArtifact(await readFile(path), path, catalogue);
    expect(why).toEqual(explain({ bars, model, features: catalogue, previous: 0 }));
    expect(why.similar).toHaveLength(20);
    const text = await runHere(predictCommand, ['--model', path, '--why'], { now });
    expect(text.stdout).toContain(`\nWhy ${record.signal_label}: the model says "`);
    expect(text.stdout.split('\n').filter((line) => line.includes('shared, then'))).toHaveLength(
      20,
    );
  });

  it('from a file of the last bars says the same as from all', async () => {
    const path = await trained();
    const tail = sliceBars(bars, bars.time.length - 720, bars.time.length);
    const file = await writeBars(join(await temporaryFolder(), 'tail.csv'), tail);
    const words = ['--model', path, '--json'];
    const whole = await runHere(predictCommand, words, { now });
    const last = await runHere(predictCommand, [...words, '--source', file], { now });
    expect(last.code).toBe(0);
    expect(JSON.parse(last.stdout).prob_up).toBe(JSON.parse(whole.stdout).prob_up);
  });

  it('leaves out a bar that still forms, by its time and not its place', async () => {
    const path = await trained();
    const opened = bars.time.at(-1)! * 1000;
    const words = ['--model', path, '--json'];
    const forming = await runHere(predictCommand, words, { now: () => opened + 300_000 });
    const closed = await runHere(predictCommand, words, { now: () => opened + 86_400_000 });
    const timeOf = (stdout: string): number => Date.parse(JSON.parse(stdout).bar_time);
    expect(timeOf(forming.stdout)).toBe(opened - 86_400_000);
    expect(forming.stderr).toContain('has not closed yet');
    expect(timeOf(closed.stdout)).toBe(opened);
  });

  it('says how old the bar is, and warns where it is beyond two sessions', async () => {
    const words = ['--model', await trained()];
    const last = bars.time.at(-1)! * 1000;
    const at = (days: number): ReturnType<typeof runHere> =>
      runHere(predictCommand, words, { now: () => last + days * 86_400_000 });
    const [fresh, old, stale] = [await at(1), await at(3), await at(4)];
    expect(fresh.stdout).toMatch(/\nbar 2025-04-27, close [\d.]+, the latest session\n/);
    expect(old.stdout).toMatch(/\nbar 2025-04-27, close [\d.]+, 2 sessions old\n/);
    expect(fresh.stderr + old.stderr).not.toContain('sessions came after');
    expect(stale.stderr).toContain(
      'warning: the last closed bar is of 2025-04-27, 3 sessions came after it: ' +
        'the decision is for then, not for now\n',
    );
    const json = await runHere(predictCommand, [...words, '--json'], {
      now: () => last + 4 * 86_400_000,
    });
    expect(JSON.parse(json.stdout).bar_age_sessions).toBe(3);
  });

  it('decides on the session that has closed, for the next one', async () => {
    // New York's sessions at 14:30 UTC, from a Monday to a Friday 100 weeks later.
    const monday = Date.parse('2024-01-01T14:30:00Z') / 1000;
    const days = Array.from({ length: 705 }, (_, i) => i).filter((i) => i % 7 < 5);
    const sessions = sliceBars(bars, 0, days.length);
    const time = Float64Array.from(days, (day) => monday + day * 86_400);
    const friday = time.at(-1)! * 1000;
    const file = await writeBars(join(await temporaryFolder(), 'etf.csv'), { ...sessions, time });
    const model = await trained('--data', file, '--features', 'lag_ret_1,rsi_14');
    const words = ['--model', model, '--source', file, '--json'];
    const at = async (hours: number): Promise<{ stderr: string; record: SignalRecord }> => {
      const world = { now: () => friday + hours * 3_600_000 };
      const { stdout, stderr } = await runHere(predictCommand, words, world);
      return { stderr, record: JSON.parse(stdout) };
    };
    const [open, closed] = [await at(1), await at(7.5)];
    const iso = (ms: number): string => new Date(ms).toISOString();
    expect(open.record).toMatchObject({
      date: iso(friday).slice(0, 10),
      bar_time: `${iso(friday - 86_400_000).slice(0, 19)}Z`,
      bar_age_sessions: 0,
    });
    expect(open.stderr).toContain('has not closed yet');
    expect(closed.record).toMatchObject({
      date: iso(friday + 3 * 86_400_000).slice(0, 10),
      bar_time: `${iso(friday).slice(0, 19)}Z`,
    });
    expect(closed.stderr).not.toMatch(/has not closed|left out/);
  });

  it('tells a reader what it decided and of what', async () => {
    const { stdout } = await runHere(predictCommand, ['--model', await trained()], { now });
    expect(stdout).toMatch(/^synthetic sample/);
    expect(stdout).toMatch(/\n(LONG|FLAT|SHORT) for \d{4}-\d\d-\d\d \(predicted (up|neutral|down)/);
    expect(stdout).toMatch(/\n {2}mfi_14 +\d/);
  });

  it('does not use the sample for a model of real bars', async () => {
    const folder = await temporaryFolder();
    const data = await writeBars(join(folder, 'mine.csv'), bars);
    const path = await trained('--data', data);
    const { code, stderr } = await runHere(predictCommand, ['--model', path], { now });
    expect(code).toBe(2);
    expect(stderr).toContain('--source: expected a FILE of bars for a model of mine.csv');
  });

  it('refuses bars whose file says that they are of another market than the model', async () => {
    const folder = await temporaryFolder();
    const data = await writeBars(join(folder, 'KRAKEN_BTCUSD, 1D.csv'), bars);
    const words = ['--model', await trained('--data', data), '--source'];
    const other = await writeBars(join(folder, 'KRAKEN_ETHUSD, 1D.csv'), bars);
    const { code, stderr } = await runHere(predictCommand, [...words, other], { now });
    expect(code).toBe(2);
    expect(stderr).toContain("--source: expected XBTUSD, the model's, got ETHUSD");
    const same = await writeBars(join(folder, 'XBTUSD_1440.csv'), bars);
    expect((await runHere(predictCommand, [...words, same], { now })).code).toBe(0);
  });

  it('refuses a file of series that cannot be read, though the model needs none', async () => {
    const words = ['--model', await trained(), '--series', 'nowhere.csv'];
    const { code, stderr } = await runHere(predictCommand, words, { now });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^predict: nowhere\.csv: no such file\n$/),
    });
  });

  it('refuses a missing model and one that is none, in one line', async () => {
    const folder = await temporaryFolder();
    const file = await writeBars(join(folder, 'bars.csv'), sliceBars(bars, 0, 100));
    for (const [model, reason] of [
      [join(folder, 'none.bin'), 'no such file (npm run train makes one)'],
      [file, 'expected a walkforest model file (WFOREST2), got another kind of file'],
    ] as const) {
      const { code, stderr } = await runHere(predictCommand, ['--model', model], { now });
      expect(code).toBe(2);
      expect(stderr).toContain(`${model}: `);
      expect(stderr).toContain(reason);
    }
  });

  it('refuses too few bars', async () => {
    const path = await trained();
    const short = sliceBars(bars, 0, 50);
    const file = await writeBars(join(await temporaryFolder(), 'short.csv'), short);
    const words = ['--model', path, '--source', file];
    const { code, stderr } = await runHere(predictCommand, words, { now });
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected at least \d+ bars for the model's features, got 50/);
  });
});

describe('predict with a model of on-chain series', () => {
  const FEATURES = 'ema_ratio_12,funding_rate_7d,fear_greed,hash_rate_ratio,tx_count_ratio';

  it('without files fetches them, and says the same as with the files of research', async () => {
    const folder = await writeOnChain();
    const path = await trained('--features', FEATURES, '--onchain', folder);
    const words = ['--model', path, '--json'];
    const files = await runHere(predictCommand, [...words, '--onchain', folder], { now });
    expect(files.code, files.stderr).toBe(0);
    const fake = createFakeSources(now);
    const { url, close } = await startLoopback(
      fake.service,
      () => undefined,
      (ms, work) => setTimeout(work, ms),
    );
    onTestFinished(close);
    const env = { SOURCES_LOOPBACK_URL: url };
    const none = await runHere(predictCommand, words, { now, env });
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/no series onchain\/\w+: --onchain is missing; .*(404|got none)/);
    const series: Record<string, Observations> = {};
    for (const name of ON_CHAIN_SERIES) {
      const [one] = (await readSeriesFile(join(folder, `${name}.csv`))).series;
      series[name] = one!;
    }
    serveOnChain(fake, series);
    const fetched = await runHere(predictCommand, words, { now, env });
    expect(fetched.code, fetched.stderr).toBe(0);
    expect(fetched.stderr).toContain('onchain/hash_rate: fetched from blockchain.com hash-rate');
    const [one, other] = [files, fetched].map(({ stdout }) => JSON.parse(stdout));
    expect(other.features).toEqual(one.features);
    expect(other.signal).toBe(one.signal);
  });
});
