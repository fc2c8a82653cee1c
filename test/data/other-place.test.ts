import { describe, expect, it } from 'vitest';
import { loadBars } from '../../data/load-bars.ts';
import { otherPlaceHint } from '../../data/other-place.ts';

describe('a name that means another place', () => {
  it('is an address or a home folder', () => {
    for (const name of ['https://a.b/c.csv', 's3://bucket/key', 'FTP://a']) {
      expect(otherPlaceHint(name)).toBe('expected a file on this machine, got an address');
    }
    expect(otherPlaceHint('~/bars/btc.csv')).toBe(
      'the shell did not expand ~, as after quotes or =: write "$HOME/bars/btc.csv"',
    );
  });

  it('is no ordinary path', () => {
    for (const name of ['btc.csv', '/a/b', 'C:\\bars\\btc.csv', 'a~/b', '~backup.csv', './~/x']) {
      expect(otherPlaceHint(name)).toBeUndefined();
    }
  });

  it('is said of bars that are not found under it', async () => {
    const load = (path: string) => loadBars(path, { timeframe: '1d' });
    await expect(load('https://a.b/c.csv')).rejects.toThrow(
      'https://a.b/c.csv: expected a file on this machine, got an address: download it first',
    );
    await expect(load('~/btc.csv')).rejects.toThrow('~/btc.csv: the shell did not expand ~');
  });
});
