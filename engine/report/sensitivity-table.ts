/** What the results of several sets hang on, side by side: one figure of each, a row a setting. */

import { ratioText } from './figure-words.ts';
import { detailsTable } from './html.ts';
import type { ReportAccount, SensitivityFacts } from './report.ts';
import { settingTitle } from './sensitivity-figures.ts';

/** The Sharpe ratios of all sets at each value of each setting, in a table that opens. */
export function sensitivityTable(
  accounts: readonly Pick<ReportAccount, 'name' | 'sensitivity'>[],
): string {
  const known = accounts.flatMap(({ name, sensitivity }) =>
    sensitivity === undefined ? [] : [{ name, sensitivity }],
  );
  if (known.length < 2) return '';
  const row = (title: string, value: string, of: (facts: SensitivityFacts) => string) =>
    [title, value].concat(known.map(({ sensitivity }) => of(sensitivity)));
  const { curves, without } = known[0]!.sensitivity;
  const settings = curves.flatMap(({ setting, points }) =>
    points.map(({ value, own }) =>
      row(settingTitle(setting), `${value}${own ? ' (as tested)' : ''}`, (facts) => {
        const curve = facts.curves.find((other) => other.setting === setting);
        const point = curve?.points.find((other) => other.value === value);
        return ratioText(point?.sharpe ?? null);
      }),
    ),
  );
  return detailsTable({
    caption: 'Sharpe ratios of all sets, one setting changed at a time',
    note:
      'The JSON document has returns, drawdowns and bars of each set as well. The last rows are ' +
      'the cost in basis points at which nothing is left, and tests without extreme days.',
    head: ['setting', 'value', ...known.map(({ name }) => name)],
    rows: [
      ...settings,
      row('break-even cost', '-', ({ breakEvenCostBps }) => ratioText(breakEvenCostBps, 1)),
      ...without.map(({ what }) =>
        row(what, '-', (facts) =>
          ratioText(facts.without.find((other) => other.what === what)?.sharpe ?? null),
        ),
      ),
    ],
  });
}
