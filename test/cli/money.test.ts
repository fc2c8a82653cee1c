import { expect, it } from 'vitest';
import { moneyProblems, type MoneyCase } from './money-cases.ts';
import { describeShared, sharedFile, sharedPath } from '../shared-data.ts';
import { temporaryFolder } from './temporary-folder.ts';

const CASES = 'faults/money.json';

describeShared(
  'figures that were silently wrong',
  () => {
    const cases = JSON.parse(sharedFile(CASES)) as readonly MoneyCase[];
    const problems = async (money: MoneyCase): Promise<string[]> =>
      moneyProblems(money, { files: sharedPath('faults/files'), tmp: await temporaryFolder() });
    const title = (money: MoneyCase, i: number): string =>
      `${i}: ${money.kind}: ${money.command} on ${money.file}: ${money.why}`;

    it('are there', () => {
      expect(cases.length).toBeGreaterThan(0);
    });

    const named = cases.map((money, i) => ({ money, name: title(money, i) }));
    it.each(named)('$name', async ({ money }) => {
      expect(await problems(money)).toEqual([]);
    });
  },
  CASES,
);
