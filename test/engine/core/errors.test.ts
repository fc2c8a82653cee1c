import { describe, expect, it } from 'vitest';
import {
  AssertionError,
  Cancelled,
  InputError,
  OutsideError,
  assert,
  toError,
} from '../../../engine/core/errors.ts';

describe('errors', () => {
  it('have their own names and keep their cause', () => {
    const cause = new Error('socket closed');
    expect(new OutsideError('no answer', { cause })).toMatchObject({ name: 'OutsideError', cause });
    expect(new InputError('bad').name).toBe('InputError');
    expect(new Cancelled()).toMatchObject({ name: 'Cancelled', message: 'cancelled' });
  });

  it('name the relation of a broken invariant', () => {
    expect(() => assert(true, 'start < end')).not.toThrow();
    expect(() => assert(false, 'start < end')).toThrow(AssertionError);
    expect(() => assert(false, 'start < end')).toThrow('broken invariant: start < end');
  });

  it('can be made of any thrown value', () => {
    const error = new TypeError('x');
    expect(toError(error)).toBe(error);
    expect(toError('text')).toMatchObject({ name: 'Error', message: 'text' });
    expect(toError(undefined).message).toBe('undefined');
  });
});
