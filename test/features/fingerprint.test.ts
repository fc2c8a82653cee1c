import { expect, it } from 'vitest';
import { featureFingerprint } from '../../features/fingerprint.ts';
import { NAMED_SETS } from '../../features/named-sets.ts';
import { scaleOf } from '../../features/scale.ts';

const FORWARD_4 = NAMED_SETS['forward_4']!;
const daily = scaleOf('1d');

it('is the same for the same definitions: it changes only where a definition does', () => {
  // changed on purpose? Models trained before no longer load; say so in CHANGELOG.md
  expect(featureFingerprint(FORWARD_4, daily)).toBe('1c9aff9dbc66bf5a');
});

it('tells features, their order and their periods apart', () => {
  const prints = [
    featureFingerprint(FORWARD_4, daily),
    featureFingerprint(FORWARD_4.toReversed(), daily),
    featureFingerprint(FORWARD_4.slice(1), daily),
    featureFingerprint(FORWARD_4, scaleOf('4h')),
    featureFingerprint(FORWARD_4, scaleOf('4h', 6)),
  ];
  expect(new Set(prints).size).toBe(prints.length);
  expect(prints.every((print) => /^[0-9a-f]{16}$/.test(print))).toBe(true);
});
