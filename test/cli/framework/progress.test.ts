import { describe, expect, it } from 'vitest';
import { createProgress, shownTimer, type Progress } from '../../../cli/framework/progress.ts';
import { phaseTimer } from '../../../engine/core/phase-timer.ts';

/** A progress with its own stream and a clock that the test sets. */
function progressOn(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const time = { milliseconds: 0 };
  const width = columns === undefined ? {} : { columns };
  const output = { isTTY, ...width, write: (text: string) => written.push(text) };
  return { written, time, progress: createProgress(output, () => time.milliseconds) };
}

describe('progress into a file or pipe', () => {
  it('is a plain line every five seconds, and no line for work that ends soon', () => {
    const { written, time, progress } = progressOn(false);
    const report = progress.start('step 2');
    for (let done = 0; done <= 120; done++) {
      time.milliseconds = done * 100;
      report(done, 120);
    }
    expect(written).toEqual(['step 2: 41 %, 0:07 left\n', 'step 2: 83 %, 0:02 left\n']);
  });

  it('does not show the time left before it can be known', () => {
    const { written, time, progress } = progressOn(false);
    const report = progress.start('step 1');
    time.milliseconds = 6000;
    report(0, 10);
    expect(written).toEqual(['step 1: 0 %\n']);
  });
});

describe('progress with a unit', () => {
  it('shows the rate, with a decimal if it is low', () => {
    const { written, time, progress } = progressOn(false);
    const fast = progress.start('fetch', 'bars');
    time.milliseconds = 6000;
    fast(9000, 10_000);
    const slow = progress.start('ask', 'pages');
    time.milliseconds = 16_000;
    slow(5, 10);
    expect(written).toEqual([
      'fetch: 90 %, 1,500 bars/s, 0:01 left\n',
      'ask: 50 %, 0.5 pages/s, 0:10 left\n',
    ]);
  });

  it.each([
    [10_000, '0.1 histories/s'],
    [10_001, '6.0 histories/min'],
    [25_000, '2.4 histories/min'],
  ])('shows what a minute brings if a unit takes long: %i ms', (milliseconds, rate) => {
    const { written, time, progress } = progressOn(false);
    const report = progress.start('select', 'histories');
    time.milliseconds = milliseconds;
    report(1, 2);
    expect(written.join()).toContain(`select: 50 %, ${rate}, `);
  });
});

describe('progress on a terminal', () => {
  it('is a bar that is drawn again in its place and removed at the end', () => {
    const { written, time, progress } = progressOn(true);
    const report = progress.start('step 2');
    time.milliseconds = 60_000;
    report(1, 3);
    report(2, 3);
    report(3, 3);
    expect(written).toEqual([
      `\r\u001B[2Kstep 2 [${'#'.repeat(10)}${'-'.repeat(20)}] 33 %, 2:00 left`,
      '\r\u001B[2K',
    ]);
  });

  it('removes the bar before a note', () => {
    const { written, progress } = progressOn(true);
    progress.start('step 2')(1, 4);
    progress.note('a note');
    progress.clear();
    expect(written.slice(1)).toEqual(['\r\u001B[2K', 'a note\n']);
  });

  it.each([
    [80, `step 2 [${'#'.repeat(15)}${'-'.repeat(15)}] 50 %, 10 bars/s, 0:01 left`],
    [50, 'step 2 [######-------] 50 %, 10 bars/s, 0:01 left'],
    [40, 'step 2 50 %, 10 bars/s, 0:01 left'],
    [20, 'step 2 50 %, 10 bar'],
  ])('never fills %i columns, so that it can be drawn again', (columns, line) => {
    const { written, time, progress } = progressOn(true, columns);
    const report = progress.start('step 2', 'bars');
    time.milliseconds = 1000;
    report(10, 20);
    expect(written).toEqual([`\r\u001B[2K${line}`]);
    expect(line.length).toBeLessThan(columns);
  });
});

describe('a line that is held', () => {
  it.each([
    ['a note', (progress: Progress) => progress.note('next'), ['next\n']],
    ['a piece of work', (progress: Progress) => void progress.start('grow'), []],
    ['the end', (progress: Progress) => progress.clear(), []],
  ])('is printed before %s, once', (_, act, after) => {
    const { written, progress } = progressOn(false);
    progress.hold('a gap');
    expect(written).toEqual([]);
    act(progress);
    act(progress);
    expect(written).toEqual(['a gap\n', ...after, ...after]);
  });

  it('outlives a phase, and is never printed if it is dropped', () => {
    const { written, progress } = progressOn(false);
    progress.hold('a gap');
    progress.phase('read bars')();
    expect(written).toEqual([]);
    progress.drop();
    progress.clear();
    expect(written).toEqual([]);
  });
});

describe('a phase whose amount of work is not known', () => {
  it('is named on a terminal until it ends, also by an error', async () => {
    const { written, time, progress } = progressOn(true);
    const timer = shownTimer(
      phaseTimer(() => time.milliseconds),
      progress,
    );
    expect(timer.time('read bars', () => 7)).toBe(7);
    const failed = timer.timeAsync('write', async () => {
      time.milliseconds = 40;
      throw new Error('full');
    });
    await expect(failed).rejects.toThrow('full');
    const [clear, named] = ['\r\u001B[2K', (name: string) => `\r\u001B[2K${name} …`];
    expect(written).toEqual([named('read bars'), clear, named('write'), clear]);
    expect(timer.report()).toEqual({ 'read bars': 0, write: 40 });
  });

  it('gives way to a bar', () => {
    const { written, progress } = progressOn(true);
    const end = progress.phase('forests');
    progress.start('grow')(1, 2);
    end();
    expect(written).toEqual([
      '\r\u001B[2Kforests …',
      `\r\u001B[2Kgrow [${'#'.repeat(15)}${'-'.repeat(15)}] 50 %, 0:00 left`,
      '\r\u001B[2K',
    ]);
  });

  it('is not named in a file or pipe', () => {
    const { written, progress } = progressOn(false);
    progress.phase('read bars')();
    expect(written).toEqual([]);
  });
});
