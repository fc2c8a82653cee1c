import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { liveResumeCommand } from '../../../cli/live/live-resume.ts';
import { liveStopCommand } from '../../../cli/live/live-stop.ts';
import { fileStore } from '../../../cli/live/file-store.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const AT = Date.parse('2026-03-10T12:00:00Z');

/** A deployment's state in a folder of this machine. */
async function deployment() {
  const folder = await temporaryFolder();
  const world = { now: () => AT, env: { USER: 'ann' } };
  const on = ['--bucket', folder];
  const stop = (...words: string[]) => runHere(liveStopCommand, [...on, ...words], world);
  const resume = (...words: string[]) => runHere(liveResumeCommand, [...on, ...words], world);
  const path = join(folder, 'state', 'kill-switch');
  return { folder, path, stop, resume, text: () => readFile(path, 'utf8') };
}

describe('live:stop and live:resume', () => {
  it('write the switch with who, when and why, and remove it', async () => {
    const { stop, resume, text } = await deployment();
    const stopped = await stop('--reason', 'odd fills');
    expect(stopped.code).toBe(0);
    expect(stopped.stdout).toContain('the kill switch is on\nNo order is sent any more.');
    const standing = { reason: 'odd fills', at: '2026-03-10T12:00:00Z', by: 'ann' };
    expect(JSON.parse(await text())).toEqual(standing);
    const resumed = await resume('--yes', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ on: false, removed: standing });
    await expect(text()).rejects.toThrow('ENOENT');
    const again = await resume('--yes');
    expect(again).toMatchObject({ code: 0, stdout: 'the kill switch was off: nothing to do\n' });
  });

  it('keep the first reason when it is stopped twice', async () => {
    const { stop, text } = await deployment();
    await stop('--reason', 'first');
    const second = await stop('--reason', 'second', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ on: true, wasOn: true, reason: 'first' });
    expect(JSON.parse(await text())).toMatchObject({ reason: 'first' });
  });

  it('a switch that somebody wrote by hand counts, and is removed as well', async () => {
    const { path, resume, stop, folder } = await deployment();
    await mkdir(join(folder, 'state'));
    await writeFile(path, 'x');
    expect((await stop()).stdout).toContain(
      'was on before: since an unknown time: no reason given',
    );
    const { removed, nullReasons } = JSON.parse((await resume('--yes', '--json')).stdout);
    expect(removed).toEqual({ reason: null, at: null, by: null });
    expect(Object.keys(nullReasons)).toEqual(['removed.reason', 'removed.at', 'removed.by']);
  });

  it('resuming asks a person', async () => {
    const { stop, resume, text } = await deployment();
    await stop();
    const refused = await resume();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('expected --yes, since nobody can be asked');
    expect(JSON.parse(await text())).toMatchObject({ by: 'ann' });
  });

  it('say what is wrong with the bucket, and write nothing', async () => {
    const { folder } = await deployment();
    const nothing = await runHere(liveStopCommand, []);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain('--bucket: expected the bucket');
    const absent = await runHere(liveStopCommand, ['--bucket', join(folder, 'absent')]);
    expect(absent.code).toBe(2);
    expect(absent.stderr).toContain('--bucket: expected a folder');
    expect(await fileStore(folder, () => AT).list('', '')).toEqual([]);
  });
});
