import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../../cli/live/confirm.ts';
import { Cancelled } from '../../../engine/core/errors.ts';

function terminal(answer: string, isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  input.write(`${answer}\n`);
  return { input, output };
}

describe('a question at the terminal', () => {
  it('goes on after yes, and shows the question', async () => {
    const at = terminal('yes', true);
    await confirm('Close it?', at);
    expect(String(at.output.read())).toContain('Close it? Type yes to go on');
  });

  it.each(['y', 'no', '', 'yes please'])('stops after "%s"', async (answer) => {
    await expect(confirm('Close it?', terminal(answer, true))).rejects.toThrow('nothing was done');
  });

  it.each([
    ['Ctrl-C', '\u0003', Cancelled],
    ['Ctrl-D', '\u0004', 'expected yes: nothing was done'],
  ])('is stopped by %s', async (_, key, what) => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
    const asked = confirm('Close it?', {
      input,
      output: Object.assign(new PassThrough(), { isTTY: true }),
    });
    input.write(key);
    await expect(asked).rejects.toThrow(what);
  });

  it('stops if the input ends', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const asked = confirm('Close it?', { input, output: new PassThrough() });
    input.end();
    await expect(asked).rejects.toThrow('expected yes: nothing was done');
  });

  it('is refused if the input is no terminal', async () => {
    const asked = confirm('Close it?', terminal('yes', false));
    await expect(asked).rejects.toThrow('expected --yes, since nobody can be asked: Close it?');
  });
});
