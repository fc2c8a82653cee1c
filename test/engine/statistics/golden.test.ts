import { expect, it } from 'vitest';
import { describeShared } from '../../shared-data.ts';
import { ACCOUNT_CALLS } from './golden-account.ts';
import { differences, FOLDER, inputsOf, parseTolerance, readGoldenFolder } from './golden-cases.ts';
import { SHARPE_CALLS, type GoldenCall } from './golden-sharpe.ts';
import { TRIAL_CALLS } from './golden-trials.ts';

const CALLS = new Map<string, GoldenCall>(
  Object.entries({ ...SHARPE_CALLS, ...TRIAL_CALLS, ...ACCOUNT_CALLS }),
);

describeShared(
  'golden statistics',
  () => {
    const folder = readGoldenFolder();

    it('has cases', () => {
      expect(folder.cases.length).toBeGreaterThan(0);
    });

    for (const golden of folder.cases) {
      it(`${golden.file}: ${golden.function}: ${golden.name}`, () => {
        const call = CALLS.get(golden.function);
        if (call === undefined) throw new Error(`no call for the function "${golden.function}"`);
        const wanted = Object.keys(golden.outputs as object);
        const actual = call(inputsOf(folder, golden), wanted);
        const found = differences(golden.outputs, actual, parseTolerance(golden.tolerance));
        expect(found.compared).toBeGreaterThan(0);
        expect(found.lines).toEqual([]);
      });
    }
  },
  FOLDER,
);
