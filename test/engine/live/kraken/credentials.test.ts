import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { credentialSource } from '../../../../engine/live/kraken/credentials.ts';
import { CredentialsRefused } from '../../../../engine/live/edges/failures.ts';
import {
  accountFingerprint,
  keyPair,
  parseKeyPair,
  Secret,
} from '../../../../engine/live/edges/secret.ts';

const TEXT = '{"apiKey":"key-one","apiSecret":"secret-one"}';
const OTHER = '{"api_key":"key-one","api_secret":"secret-two"}';

describe('a secret', () => {
  it('is shown by no kind of printing', () => {
    const pair = parseKeyPair(TEXT, 'x');
    const prints = [String(pair.key), JSON.stringify(pair), inspect(pair, { showHidden: true })];
    for (const print of prints) expect(print).not.toMatch(/key-one|secret-one/);
    expect(pair.secret.reveal()).toBe('secret-one');
    expect(`${new Secret('x')}`).toBe('[secret]');
  });

  const noPairs = ['', 'secret-one', 'null', '{}', '{"apiKey":"key-one"}', '{"apiSecret":"x"}'];
  it.each(noPairs)(
    'that is no key pair (%#) is refused, and the error does not show it',
    (text) => {
      const parse = (): unknown => parseKeyPair(text, 'credentials');
      expect(parse).toThrow(/^credentials: expected [^"]*$/);
      expect(parse).not.toThrow(/key-one|secret-one/);
    },
  );
});

describe('a fingerprint', () => {
  it('differs for each key and environment, and shows neither', () => {
    const one = keyPair('key-one', 's', 'x');
    const prints = [
      accountFingerprint('live', one),
      accountFingerprint('demo', one),
      accountFingerprint('live', keyPair('key-two', 's', 'x')),
    ];
    expect(new Set(prints).size).toBe(3);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/);
    expect(accountFingerprint('live', keyPair('key-one', 'another', 'x'))).toBe(prints[0]);
  });
});

describe('the credentials of a run', () => {
  type Environment = 'demo' | 'live';
  const source = (texts: string[], environment: Environment = 'demo', pinned: string[] = []) => {
    let reads = 0;
    const read = async (): Promise<string> => texts[Math.min(reads++, texts.length - 1)]!;
    return { credentials: credentialSource({ read, environment, pinned }), reads: () => reads };
  };

  it('are read once', async () => {
    const { credentials, reads } = source([TEXT]);
    await credentials.current();
    await credentials.current();
    expect(reads()).toBe(1);
  });

  it('are loaded again once, however many requests ask', async () => {
    const { credentials, reads } = source([TEXT, OTHER]);
    await credentials.current();
    const [a, b] = await Promise.all([credentials.renew(), credentials.renew()]);
    expect([a.secret.reveal(), b.secret.reveal()]).toEqual(['secret-two', 'secret-two']);
    expect((await credentials.current()).secret.reveal()).toBe('secret-two');
    expect(reads()).toBe(2);
  });

  it('that have not changed are refused', async () => {
    const { credentials } = source([TEXT]);
    await credentials.current();
    await expect(credentials.renew()).rejects.toThrow(CredentialsRefused);
    await expect(credentials.current()).rejects.toThrow(CredentialsRefused);
  });

  it('for live must be pinned, also after they were loaded again', async () => {
    const pin = accountFingerprint('live', parseKeyPair(TEXT, 'x'));
    const third = '{"apiKey":"key-three","apiSecret":"x"}';
    const { credentials } = source([TEXT, third], 'live', [pin]);
    expect((await credentials.current()).key.reveal()).toBe('key-one');
    await expect(credentials.renew()).rejects.toThrow('fingerprint is pinned for live');
    const unpinned = source([TEXT], 'live').credentials;
    await expect(unpinned.current()).rejects.toThrow('fingerprint is pinned for live');
  });

  it('that are no key pair are refused', async () => {
    const { credentials } = source(['secret-one']);
    await expect(credentials.current()).rejects.toThrow(CredentialsRefused);
  });
});
