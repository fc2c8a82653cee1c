/** A small command for tests of the framework. */

import type { Command, RunData } from '../../cli/framework/command.ts';
import { SEED_OPTIONS, WORKER_OPTIONS, defineCommand } from '../../cli/framework/command.ts';
import { missing } from '../../cli/framework/json-document.ts';
import { InputError } from '../../engine/core/errors.ts';

const SAMPLE: RunData = {
  name: 'synthetic sample',
  path: null,
  sha256: 'ab'.repeat(32),
  rows: 3,
  synthetic: true,
  asOf: '2024-01-04T00:00:00Z',
  formingBar: null,
  findings: { jumps: 0, gaps: 0, missing: 0, flatBars: 0, undefinedTail: null, formingBar: 0 },
};

/** Adds up numbers; `bias` is added to the sum, as a change of the code would. */
export function sumCommand(bias = 0): Command {
  return defineCommand({
    name: 'sum',
    purpose: 'Adds up numbers.',
    options: {
      action: {
        kind: 'choice',
        default: undefined,
        choices: ['add', 'fail', 'refuse'],
        doc: 'What to do',
      },
      file: { kind: 'text', default: undefined, placeholder: 'FILE', doc: 'A file to write' },
      numbers: { kind: 'integers', default: [1, 2], min: -9, max: 9, doc: 'What to add' },
      names: { kind: 'list', default: [], repeatable: true, doc: 'Names of the numbers' },
      scaleBps: { kind: 'number', default: 5, min: 0, max: 100, unit: 'bps', doc: 'A scale' },
      dryRun: { kind: 'flag', default: false, doc: 'Add nothing' },
      out: { kind: 'text', default: undefined, placeholder: 'FILE', doc: 'Keep the document' },
      ...WORKER_OPTIONS,
      ...SEED_OPTIONS,
    },
    positionals: [
      { option: 'action', required: true },
      { option: 'file', required: false },
    ],
    examples: ['add', 'add --numbers 1,2,3'],
    volatile: ['startedAt'],
    outputs: ({ file, out }) => [{ path: file }, { path: out }],
    run: async (context, options) => {
      if (options.action === 'refuse') throw new InputError('a.csv:3: expected 1,\n  got 2');
      if (options.action === 'fail') throw new TypeError('broken');
      const sum = context.timer.time('add', () => {
        return options.numbers.reduce((total, number) => total + number, bias);
      });
      const written =
        options.file === undefined ? null : await context.writeFile(options.file, `${sum}\n`);
      return {
        result: {
          sum,
          ratio: sum / 0,
          none: 0 / 0,
          nested: [{ best: missing('no trade') }],
          written,
          startedAt: context.now(),
          elapsedMs: context.clock(),
        },
        text: `sum ${sum}`,
        data: SAMPLE,
        documentPath: options.out,
      };
    },
  });
}
