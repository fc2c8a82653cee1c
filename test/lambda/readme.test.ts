import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { LIVE_OPTIONS, variableOf } from '../../engine/live/live-settings.ts';

const guide = await readFile(new URL('../../lambda/README.md', import.meta.url), 'utf8');
const rows = guide.split('\n').filter((line) => /^\| `[A-Z]/.test(line));

it('the deploy guide lists every setting, and no other', () => {
  const listed = rows.flatMap((row) => row.split('|')[1]!.match(/[A-Z0-9_]{4,}/g)!);
  // The guide does not list the variable for stand-ins, because only tests need it.
  const names = Object.keys(LIVE_OPTIONS).filter((name) => name !== 'loopbackUrl');
  expect(listed.toSorted()).toEqual(names.map(variableOf).toSorted());
});

it.each(Object.entries(LIVE_OPTIONS).filter(([, row]) => String(row.default ?? '') !== ''))(
  'the deploy guide states the default of %s',
  (name, row) => {
    const line = rows.find((candidate) => candidate.includes(`\`${variableOf(name)}\``));
    expect(line).toContain(`\`${String(row.default)}\``);
  },
);

it('the deploy guide explains every alarm of the stack', async () => {
  const alarms = await readFile(new URL('../../lambda/stack/alarms.ts', import.meta.url), 'utf8');
  const found = alarms.matchAll(/createAlarm\(stack, '(\w+)Alarm'/g);
  const names = Array.from(found, ([, name]) => name);
  expect(names).toHaveLength(3);
  for (const name of names) expect(guide).toContain(`alarm \`${name}\``);
});
