import { describe, expect, it } from 'vitest';
import { headerMisfit } from '../../../../engine/live/model/model-header.ts';
import { toyModel } from '../toy-model.ts';

const { header } = toyModel();
const [feature, ...others] = header.features;
const { data } = header;
const withFeature = (changed: object): object => ({
  ...header,
  features: [{ ...feature, ...changed }, ...others],
});
const without = (name: string): object =>
  Object.fromEntries(Object.entries(header).filter(([key]) => key !== name));

describe('a model header', () => {
  it.each([
    ['as it is trained', header],
    ['with an anchor', withFeature({ anchor: { time: 1, value: 2 } })],
    ['with a feature that never settles', withFeature({ warmup: null })],
  ])('%s fits', (_, raw) => {
    expect(headerMisfit(JSON.parse(JSON.stringify(raw)))).toBeUndefined();
  });

  it.each(Object.keys(header))('without %s does not fit', (name) => {
    expect(headerMisfit(without(name))).toBe(name);
  });

  it.each([
    ['no object', [header], ''],
    ['a field too many', { ...header, more: 1 }, ''],
    ['a nested field too many', { ...header, data: { ...data, more: 1 } }, 'data'],
    ['another version', { ...header, artifactVersion: 1 }, 'artifactVersion'],
    ['a text for a number', { ...header, lastClose: '1' }, 'lastClose'],
    ['a number that is none', { ...header, barsPerDay: Number.NaN }, 'barsPerDay'],
    ['a flag that is none', { ...header, data: { ...data, synthetic: 1 } }, 'data.synthetic'],
    ['another policy', { ...header, neutral: 'double' }, 'neutral'],
    ['another timeframe', { ...header, timeframe: '2h' }, 'timeframe'],
    ['no feature', { ...header, features: [] }, 'features'],
    ['a range of one', withFeature({ range: [1] }), 'features.0.range'],
    ['a range of texts', withFeature({ range: [1, '2'] }), 'features.0.range.1'],
    ['a text for a period', withFeature({ periods: { fast: '12' } }), 'features.0.periods.fast'],
    ['periods that are a list', withFeature({ periods: [12] }), 'features.0.periods'],
    ['half an anchor', withFeature({ anchor: { time: 1 } }), 'features.0.anchor.value'],
  ])('with %s does not fit, and the path says where', (_, raw, path) => {
    expect(headerMisfit(raw)).toBe(path);
  });
});
