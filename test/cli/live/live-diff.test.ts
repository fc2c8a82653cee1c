import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { liveDiffCommand } from '../../../cli/live/live-diff.ts';
import { predictCommand } from '../../../cli/live/predict.ts';
import { rowsOfBars } from '../../../cli/stand-ins/fake-spot.ts';
import { trainCommand } from '../../../cli/live/train.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { exchangeHere, type ExchangeHere } from '../exchange-here.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The sample, moved so that it ends the day before the exchange's. */
function history(exchange: ExchangeHere): Bars {
  const bars = sampleBars('1d', 5);
  const yesterday = Math.floor(exchange.now() / 86_400_000) * 86_400 - 86_400;
  const moved = yesterday - bars.time.at(-1)!;
  return { ...bars, time: bars.time.map((time) => time + moved) };
}

async function writeBars(path: string, bars: Bars): Promise<string> {
  const lines = Array.from(bars.time, (_, row) => BAR_FIELDS.map((f) => bars[f][row]).join(','));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, [BAR_FIELDS.join(','), ...lines, ''].join('\n'));
  return path;
}

type LoggedDays = {
  /** The policy; `hold` if left out. */
  readonly neutral?: 'hold' | 'flat';
  /** The position that is given to `predict` on a day instead of the last signal. */
  readonly told?: Readonly<Record<number, 'long' | 'flat' | 'short'>>;
};

const NAMES = { '1': 'long', '0': 'flat', '-1': 'short' } as Readonly<Record<string, string>>;

/** A log of three days that the exchange showed, its model, and the bars that were kept. */
async function loggedDays(options: LoggedDays = {}) {
  const exchange = await exchangeHere();
  const folder = await temporaryFolder();
  const all = history(exchange);
  const rows = all.time.length;
  const data = await writeBars(join(folder, 'bars.csv'), sliceBars(all, 0, rows - 3));
  const model = join(folder, 'models', 'any-name.bin');
  const policy = ['--neutral', options.neutral ?? 'hold'];
  await runHere(trainCommand, ['--data', data, '--trees', '10', '--out', model, ...policy]);
  const log = join(folder, 'log', 'signals.jsonl');
  exchange.goOn(-2 * 86_400_000);
  const printed = [];
  let position = 0;
  for (let day = 0; day < 3; day++) {
    exchange.spot.rows = rowsOfBars(sliceBars(all, 0, rows - 2 + day));
    const before = options.told?.[day] ?? NAMES[position]!;
    const from = ['--model', model, '--source', 'kraken', '--position', before];
    const words = [...from, '--log', '--log-file', log, '--json'];
    const { env, now } = exchange;
    printed.push(await runHere(predictCommand, words, { env, now }));
    position = JSON.parse(printed[day]!.stdout).signal;
    // Said again a minute later, the day keeps its line.
    exchange.goOn(60_000);
    const again = await runHere(predictCommand, words, { env, now });
    expect(again.stderr).toContain('keeps its older line of');
    exchange.goOn(86_400_000);
  }
  const kept = await writeBars(join(folder, 'kept.csv'), all);
  const diffOf = (bars: string, ...words: string[]) => {
    const paths = ['--log', log, '--models', dirname(model), '--data', bars];
    return runHere(liveDiffCommand, [...paths, ...words]);
  };
  const diff = () => diffOf(kept);
  return { folder, log, all, printed, diff, diffOf };
}

describe('predict --source kraken --log', () => {
  it('decides on the bars of the exchange and keeps one line a day', async () => {
    const { log, printed } = await loggedDays();
    for (const { code, stderr } of printed) {
      expect(stderr).toContain('signals.jsonl: has the line of');
      expect(code).toBe(0);
    }
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const dates = lines.map((line) => JSON.parse(line).date);
    expect(dates).toEqual(['2026-03-08', '2026-03-09', '2026-03-10']);
    // The age is the reader's, not the record's: the log is the function's, which decides at once.
    const { run, bar_age_sessions: age, ...record } = JSON.parse(printed[2]!.stdout);
    expect(age).toBe(0);
    expect(JSON.parse(lines[2]!)).toEqual(record);
    expect(run.data).toMatchObject({ name: 'Kraken XBTUSD', rows: 720, synthetic: false });
  });
});

describe('live:diff', () => {
  it('derives every logged signal again: identical', async () => {
    const { diff } = await loggedDays();
    const { code, stdout } = await diff();
    expect(stdout).toMatch(/2026-03-08 identical\n2026-03-09 identical\n2026-03-10 identical\n/);
    expect(stdout).toContain('3 identical, 0 different, 0 not derived');
    expect(code).toBe(0);
  });

  it("starts from the policy's own state, not from the logged one", async () => {
    for (const [day, told] of [
      [0, 'long'],
      [1, 'long'],
      [1, 'short'],
      [2, 'short'],
    ] as const) {
      const { diff, log } = await loggedDays({ told: { [day]: told } });
      const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
      const logged = lines.map((line) => JSON.parse(line));
      const own = day === 0 ? 0 : logged[day - 1].signal;
      const { code, stdout } = await diff();
      const said = `  previous_position: ${logged[day].previous_position} logged, ${own} derived`;
      expect(stdout.includes(said)).toBe(logged[day].previous_position !== own);
      expect(code).toBe(logged[day].previous_position === own ? 0 : 1);
    }
  });

  it('begins with --position; a flat policy does not look at the position before', async () => {
    const held = await loggedDays({ told: { 0: 'long' } });
    const first = await held.diffOf(join(held.folder, 'kept.csv'), '--position', 'long');
    expect(first.stdout).toContain('2026-03-08 identical');
    const flat = await loggedDays({ neutral: 'flat', told: { 0: 'long', 1: 'short', 2: 'long' } });
    expect((await flat.diff()).stdout).toContain('3 identical, 0 different');
  });

  it('derives the days between two lines, as the function does, and compares them', async () => {
    const { diff, log } = await loggedDays();
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const [one, two, three] = lines.map((line) => JSON.parse(line));
    const missed = { bar_time: two.bar_time, close: two.close, predicted_class: 0 };
    const write = (...records: readonly object[]) =>
      writeFile(log, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    await write(one, three);
    const silent = await diff();
    expect(silent.code).toBe(1);
    expect(silent.stdout).toContain(`  derived.2026-03-08: null logged, ${two.signal} derived`);
    await write({ ...three, derived: [{ ...missed, signal: two.signal }] }, one);
    expect((await diff()).stdout).toContain('2 identical, 0 different');
  });

  it('says what differs where a bar was revised', async () => {
    const { diffOf, folder, all } = await loggedDays();
    const volume = all.volume.slice();
    volume[volume.length - 1]! *= 3;
    const revised = await writeBars(join(folder, 'revised.csv'), { ...all, volume });
    const printed = await diffOf(revised, '--json');
    expect(printed.code).toBe(1);
    const { identical, different, days } = JSON.parse(printed.stdout);
    expect([identical, different]).toEqual([2, 1]);
    expect(days[2].verdict).toBe('differs');
    expect(days[2].differences.map(({ field }: { field: string }) => field)).toContain(
      'features.mfi_14',
    );
  });

  it('says why where a day cannot be derived', async () => {
    const { diff, log } = await loggedDays();
    const line = JSON.parse((await readFile(log, 'utf8')).split('\n')[0]!);
    const other = { ...line, date: '2026-03-11', model_sha256: 'ab'.repeat(32) };
    const later = { ...line, date: '2026-03-12', bar_time: '2026-03-11T00:00:00Z' };
    await appendFile(log, `${JSON.stringify(other)}\n${JSON.stringify(later)}\n`);
    const { code, stdout } = await diff();
    expect(code).toBe(1);
    expect(stdout).toContain('2026-03-11 not derived: model abababababab was not kept');
    expect(stdout).toContain('2026-03-12 not derived: no bar of 2026-03-11');
  });

  it('knows a day that is flat because its model was too old, and goes on from FLAT', async () => {
    const { diff, log } = await loggedDays();
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const [one, two, three] = lines.map((line) => JSON.parse(line));
    const nobody = { prob_down: null, prob_neutral: null, prob_up: null, predicted_class: null };
    const old = { ...two, ...nobody, features: {}, flat_because: 'the model is 31 days old' };
    const write = (signal: number) => {
      const flat = { ...old, signal, signal_label: 'FLAT' };
      const records = [one, flat, three].map((record) => `${JSON.stringify(record)}\n`);
      return writeFile(log, records.join(''));
    };
    await write(0);
    const right = await diff();
    expect(right.stdout).toContain('2026-03-09 identical: FLAT, because the model is 31 days old');
    const goesOn = three.previous_position !== 0;
    expect(right.stdout.includes('previous_position: ')).toBe(goesOn);
    await write(1);
    const wrong = await diff();
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/2026-03-09 differs: FLAT[^]*signal: 1 logged, 0 derived/);
  });

  it("reads the deployment's log, not one that it wrote before", async () => {
    const { folder, log } = await loggedDays();
    const text = await readFile(log, 'utf8');
    await mkdir(join(folder, 'outputs'));
    await writeFile(join(folder, 'outputs/btc_signals.jsonl'), text.split('\n')[0]!);
    const words = ['--data', join(folder, 'kept.csv'), '--bucket', folder];
    const env = { S3_SIGNALS_KEY: 'log/signals.jsonl' };
    const { stdout } = await runHere(liveDiffCommand, words, { env });
    expect(stdout).toContain('0 identical, 0 different, 3 not derived');
  });

  it('reads around a line that is no record, and names it by its number', async () => {
    const { diff, log } = await loggedDays();
    const lines = (await readFile(log, 'utf8')).replaceAll('\n', '\r\n');
    await writeFile(log, `\uFEFF${lines}{"date":"2026-03-11"}\n{"date":"2026-\n`);
    const { code, stdout, stderr } = await diff();
    expect(code).toBe(1);
    expect(stdout).toContain('3 identical, 0 different, 0 not derived');
    expect(stderr).toContain('signal log:4: fields are missing: left out');
    expect(stderr).toContain('signal log:5: expected a JSON object, got something else: left out');
  });
});
