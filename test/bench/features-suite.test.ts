import { describe, expect, it } from 'vitest';
import { featureGroups } from '../../bench/features-suite.ts';
import { loadIndicatorPeers, type IndicatorPeer } from '../../bench/indicator-peers.ts';
import { catalogue } from '../../features/catalogue.ts';

const ROWS = 1000;

describe('the features suite', () => {
  it('has the 37 at once and each of the catalogue, at every size', () => {
    const groups = [...featureGroups({ rows: [ROWS, ROWS + 1], peers: [] })];
    const names = groups.flatMap(({ cases }) => cases.map(({ name }) => name));
    const titles = ['all 37 features', ...catalogue.definitions.map(({ name }) => name)];
    expect(names).toEqual(
      ['1,000', '1,001'].flatMap((size) => titles.map((title) => `${title}, ${size} rows`)),
    );
    for (const { cases } of groups) expect(cases[0]!.run()).toBe(cases[0]!.run());
  });

  it('sets each peer beside its feature, with equal values', async () => {
    const peers = await loadIndicatorPeers();
    const groups = [...featureGroups({ rows: [ROWS], peers })];
    const rivals = groups.flatMap(({ baselines }) => baselines);
    expect(new Set(rivals)).toEqual(
      new Set(peers.map(({ feature, packageName }) => `${feature} by ${packageName}, 1,000 rows`)),
    );
    for (const { cases } of groups) {
      for (const { checked, run } of cases) {
        expect([checked, typeof run()]).toEqual([true, 'number']);
      }
    }
  });

  it("fails loudly where a peer's values differ", async () => {
    const known = await loadIndicatorPeers();
    const peer = known.find(({ feature }) => feature === 'rsi_14')!;
    const rounding: IndicatorPeer = {
      ...peer,
      packageName: 'a rounding package',
      run: (bars) => {
        const { length, value } = peer.run(bars);
        return { length, value: (...item) => Number(value(...item).toFixed(2)) };
      },
    };
    expect(() => [...featureGroups({ rows: [ROWS], peers: [rounding] })]).toThrow(
      /^rsi_14 by a rounding package, 1,000 rows: values differ: row \d+: expected [\d.]+, got/,
    );
  });

  it('fails loudly where a peer has too few values', async () => {
    const short: IndicatorPeer = {
      feature: 'rsi_14',
      packageName: 'a short package',
      run: () => ({ length: 0, value: () => Number.NaN }),
    };
    expect(() => [...featureGroups({ rows: [ROWS], peers: [short] })]).toThrow(/got NaN$/);
  });
});
