import { expect, it } from 'vitest';
import {
  encodeForm,
  hmac,
  nonceSource,
  signFutures,
  signSpot,
} from '../../../../engine/live/kraken/kraken-signing.ts';
import { Secret } from '../../../../engine/live/edges/secret.ts';
import { describeShared, sharedFile } from '../../../shared-data.ts';

type Vector = Record<'secretBase64' | 'nonce' | 'postData', string> & Record<string, string>;

describeShared("the signatures equal Kraken's", () => {
  const { spot, futures } = JSON.parse(sharedFile('data/kraken/signing_vectors.json'));
  const published = spot.published as Vector[];
  const derived = [
    ...futures.documented_inputs_expected_by_independent_implementations,
    ...futures.derived_here.vectors,
  ] as Vector[];

  it('has vectors', () => {
    expect([published.length, derived.length]).toEqual([1, 6]);
  });

  it.each(published)('spot $uriPath', ({ secretBase64, nonce, postData, uriPath, ...expected }) => {
    const signature = signSpot(new Secret(secretBase64), { postData, nonce, uriPath: uriPath! });
    expect(signature).toBe(expected['expectedApiSign']);
  });

  it.each(derived)('futures $endpointPath $name', (vector) => {
    const { secretBase64, nonce, postData, endpointPath = '', expectedAuthent } = vector;
    const request = { postData, nonce, endpointPath };
    expect(signFutures(new Secret(secretBase64), request)).toBe(expectedAuthent);
  });

  it('signs the published challenge', () => {
    const [vector] = futures.published_websocket_challenge as Vector[];
    const { secretBase64, challenge = '', expectedSignedChallenge } = vector!;
    const signed = signFutures(new Secret(secretBase64), {
      postData: challenge,
      nonce: '',
      endpointPath: '',
    });
    expect(signed).toBe(expectedSignedChallenge);
    expect(hmac(new Secret(secretBase64), 'another')).not.toBe(expectedSignedChallenge);
  });
});

it('encodes a form in the way that is signed', () => {
  expect(encodeForm({ greeting: 'hello world', size: 100, reduceOnly: true })).toBe(
    'greeting=hello%20world&size=100&reduceOnly=true',
  );
});

it('gives nonces that always grow, also if the clock stands still or goes back', () => {
  const times = [1000, 1000, 900, 1002];
  const nonce = nonceSource(() => times.shift()!);
  expect([nonce(), nonce(), nonce(), nonce()]).toEqual(['1000', '1001', '1002', '1003']);
});
