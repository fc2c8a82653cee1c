import { describe, expect, it } from 'vitest';
import { appendOnce, parseSignalLog } from '../../../../engine/live/journal/signal-log.ts';
import { bytesOf, textOf, type ObjectStore } from '../../../../engine/live/edges/object-store.ts';
import { createFakeS3 } from '../../../../cli/stand-ins/fake-s3.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const LINES = ['{"date":"2026-03-08","signal":1}', '{"date":"2026-03-09","signal":0}'] as const;

describe('a log that somebody has edited', () => {
  it.each([
    ['with a byte order mark', `\uFEFF${LINES.join('\n')}\n`],
    ['with carriage returns', `${LINES.join('\r\n')}\r\n`],
    ['with both, and blank lines', `\uFEFF\r\n${LINES.join('\r\n\r\n')}`],
  ])('%s has all its records', (_, text) => {
    const { entries, faults } = parseSignalLog(text);
    expect(entries.map(({ record }) => record['date'])).toEqual(['2026-03-08', '2026-03-09']);
    expect(faults).toEqual([]);
  });

  it.each(['{"date":"2026-03-08","sig', '[1]', '7', 'null', 'a note'])(
    'with the line %s loses this line only, and says which one',
    (line) => {
      const { entries, faults } = parseSignalLog(`${LINES[0]}\n${line}\n${LINES[1]}\n`);
      expect(entries.map(({ number }) => number)).toEqual([1, 3]);
      expect(faults).toEqual([
        'signal log:2: expected a JSON object, got something else: left out',
      ]);
    },
  );

  it('gets no second line of a day, and keeps what is in it', async () => {
    const s3 = createFakeS3();
    const store: ObjectStore = {
      read: async (key) => s3.get(key),
      write: async (key, body) => String(s3.put(key, body, {})),
    };
    const edited = `\uFEFF${LINES[0]}\r\nbroken\r\n`;
    s3.put('log', bytesOf(edited), {});
    const target = { store, key: 'log', clock: createVirtualClock(0), random: () => 0 };
    const again = await appendOnce(target, { date: '2026-03-08' });
    expect(again.line).toBe(LINES[0]);
    expect(again.faults).toHaveLength(1);
    await appendOnce(target, { date: '2026-03-10' });
    expect(textOf(s3.get('log')!)).toBe(`${edited}{"date":"2026-03-10"}\n`);
  });
});
