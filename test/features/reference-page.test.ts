import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { catalogue } from '../../features/catalogue.ts';
import { ON_CHAIN } from '../../features/on-chain.ts';
import { defineFeature } from '../../features/definition.ts';
import { featuresPage } from '../../features/reference-page.ts';
import { scaleOf } from '../../features/scale.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('the committed page is made from the catalogue as it is: npm run references', () => {
  expect(featuresPage(catalogue)).toBe(read('features/FEATURES.md'));
});

it('no fingerprint differs from the committed one: models of that feature would be refused', () => {
  const committed = JSON.parse(read('test/fixtures/feature-fingerprints.json')) as object;
  const all = [...catalogue.definitions, ...ON_CHAIN].flatMap(({ name, timeframes }) =>
    timeframes.map((timeframe) => [
      `${name} ${timeframe}`,
      catalogue.facts(name, scaleOf(timeframe)).fingerprint,
    ]),
  );
  expect(Object.fromEntries(all)).toEqual(committed);
});

it('a row has the formula, its periods, what it reads, and how much history it needs', () => {
  const own = defineFeature({
    name: 'mean_abs',
    inputs: ['close', 'open'],
    formula: 'sma(|c - o|, p)',
    periods: { p: { days: 3 } },
    lookback: ({ p }) => p - 1,
    timeframes: ['4h'],
    compute: ({ bars: { open, close } }, { p }) =>
      close.map((_, i) => {
        let sum = i + 1 < p ? Number.NaN : 0;
        for (let j = i + 1 - p; j <= i; j++) sum += Math.abs(close[j]! - open[j]!);
        return sum / p;
      }),
  });
  const page = featuresPage(catalogue.with(own));
  expect(page).toContain('## own\n\n| feature | formula |');
  // 3 days of 6.5 bars are 19.5, and the even number is 20.
  expect(page).toContain(
    '\n| `mean_abs` (4h only) | sma(\\|c - o\\|, p); p = 20 | close, open | 19 | 19 |\n',
  );
});
