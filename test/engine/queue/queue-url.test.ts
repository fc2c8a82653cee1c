import { describe, expect, it } from 'vitest';
import { queueAddress, withoutPasswords } from '../../../engine/queue/queue-url.ts';

describe('the address of a queue', () => {
  it('has its parts, and is shown without user and password', () => {
    expect(queueAddress('rediss://me:a%40b@queue.example:6380/3')).toEqual({
      host: 'queue.example',
      port: 6380,
      username: 'me',
      password: 'a@b',
      database: 3,
      tls: true,
      shown: 'rediss://queue.example:6380/3',
    });
    expect(queueAddress('redis://[::1]')).toMatchObject({ host: '::1', port: 6379, database: 0 });
  });

  it('takes the password from outside if it has none itself', () => {
    expect(queueAddress('redis://h', 'outside').password).toBe('outside');
    expect(queueAddress('redis://:inside@h', 'outside').password).toBe('inside');
  });

  it.each([
    'http://:pass-word@h',
    'pass-word',
    'redis://:pass-word@h/x',
    'redis://:pass-word%@h',
    'redis://:pass-word@',
  ])('is refused without a word of it: %s', (url) => {
    let message = '';
    try {
      queueAddress(url);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toMatch(/^command line: --queue: expected redis:\/\/HOST:PORT/);
    expect(message).not.toContain('pass-word');
  });

  it('loses user and password in any text', () => {
    const text =
      'npm kept --queue: "redis://me:secret@h:1" and rediss://:p@ss@h/2, https://a.b/c@d';
    expect(withoutPasswords(text)).toBe(
      'npm kept --queue: "redis://…@h:1" and rediss://…@h/2, https://a.b/c@d',
    );
  });
});
