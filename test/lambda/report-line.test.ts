import { describe, expect, it } from 'vitest';
import { OutsideError } from '../../engine/core/errors.ts';
import { cleanError, failureLine } from '../../lambda/report-line.ts';

describe('an error of the function', () => {
  it('is thrown unchanged if it is one of ours', () => {
    const error = new OutsideError('bars: late');
    expect(cleanError(error)).toBe(error);
    expect(failureLine(error)).toEqual({ outcome: 'failed', reason: 'OutsideError: bars: late' });
  });

  it('shows where a bug is, but not what a library quotes', () => {
    const bug = new TypeError('cannot sign with "the secret"\n    of the account');
    const clean = cleanError(bug);
    expect(clean.name).toBe('TypeError');
    expect(clean.stack).toMatch(/^TypeError: a bug: see the stack\n\s+at .*report-line\.test\.ts/);
    expect(`${clean.stack}${clean.message}${String(clean.cause)}`).not.toContain('the secret');
  });
});
