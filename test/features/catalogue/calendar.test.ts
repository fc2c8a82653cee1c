import { describe, expect, it } from 'vitest';
import { sliceBars } from '../../../engine/core/bars.ts';
import { catalogue } from '../../../features/catalogue.ts';
import { scaleOf } from '../../../features/scale.ts';
import { barsAt } from '../../data/bars-at.ts';
import {
  EVERY_DAY,
  FIRST_MONDAY,
  MARKETS,
  opensOf,
  sessionsOf,
} from '../../engine/core/market-times.ts';

const NAMES = ['dow_sin', 'dow_cos'];
const MARKETS_OF_ALL = Object.entries({ ...MARKETS, 'bitcoin, midnight': EVERY_DAY });

/** dow_sin and dow_cos of a weekday, Monday 0. */
function waves(weekday: number): number[] {
  const angle = (2 * Math.PI * weekday) / 5;
  return [Math.sin(angle), Math.cos(angle)];
}

describe('the weekday', () => {
  it('of a Monday that opens on Sunday, UTC, is Monday', () => {
    const tokyo = sessionsOf(MARKETS['Tokyo, midnight']!, FIRST_MONDAY, 60);
    const [sine, cosine] = catalogue.columns(barsAt([...opensOf(tokyo)]), NAMES, scaleOf('1d'));
    expect([sine![0], cosine![0]]).toEqual([0, 1]);
    expect([sine![4], cosine![4]]).toEqual(waves(4));
    expect([sine![5], cosine![5]]).toEqual([0, 1]);
  });

  it.each(MARKETS_OF_ALL)('of %s is the session’s own', (_, market) => {
    const sessions = sessionsOf(market, FIRST_MONDAY, 400);
    const columns = catalogue.columns(barsAt([...opensOf(sessions)]), NAMES, scaleOf('1d'));
    const expected = sessions.map(({ day }) => waves((day - FIRST_MONDAY) % 7));
    expect([...columns[0]!].map((sine, i) => [sine, columns[1]![i]])).toEqual(expected);
  });

  it.each(MARKETS_OF_ALL)('of %s does not depend on later bars, or earlier ones', (_, market) => {
    const bars = barsAt([...opensOf(sessionsOf(market, FIRST_MONDAY + 2, 400))]);
    const rows = bars.time.length;
    const warmup = catalogue.facts('dow_sin', scaleOf('1d')).warmup!;
    const [whole] = catalogue.columns(bars, NAMES, scaleOf('1d'));
    for (let end = warmup + 1; end <= rows; end += 7) {
      const part = sliceBars(bars, end - warmup - 1, end);
      const [sine] = catalogue.columns(part, NAMES, scaleOf('1d'));
      expect(sine).toEqual(whole!.subarray(end - warmup - 1, end));
    }
  });
});
