/** A calibration as a text for a terminal. */

import { LEVEL } from '../../engine/assess/verdict-words.ts';
import type { Calibration, CalibrationAsked } from '../../selection/calibration/calibration.ts';
import { CLAIMANTS } from '../../selection/calibration/history-claims.ts';
import { percent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';

type Claimant = (typeof CLAIMANTS)[number];

/** What a reader calls each figure. */
const NAMES: Readonly<Record<Claimant, string>> = {
  naive: 'naive',
  deflated: 'deflated',
  spa: 'SPA',
  nested: 'nested',
  null: 'null',
  verdict: 'verdict',
  verdictWithNull: 'verdict+null',
};

/** Both tables: claims that are false, and claims that are right. */
export function calibrationText(
  { falseClaims, power }: Calibration,
  { kind, null: nulls, nullKind }: CalibrationAsked,
  layout: TableLayout,
): string {
  const { histories, shares, intervals } = falseClaims;
  const rows = CLAIMANTS.map((claimant) => {
    const { lower, upper } = intervals[claimant];
    return [NAMES[claimant], percent(shares[claimant]), `${percent(lower)} to ${percent(upper)}`];
  });
  const walks = kind === 'planted' ? 'random-walk' : kind;
  const level = `${100 * LEVEL} %`;
  const falseTable = titled(
    `False claims of skill at the ${level} level (${walks}, histories: ${histories})`,
    textTable(['figure', 'claims', '95 % interval'], rows, layout),
  );
  const curve =
    power.length === 0
      ? []
      : [
          titled(
            `Claims where skill is planted (histories of each strength: ${power[0]!.histories})`,
            textTable(
              ['strength', ...CLAIMANTS.map((claimant) => NAMES[claimant])],
              power.map(({ strength, shares: found }) => [
                String(strength),
                ...CLAIMANTS.map((claimant) => percent(found[claimant], 0)),
              ]),
              layout,
            ),
          ),
        ];
  const note =
    `naive: as if the selected set had been the only trial. null: nested, among ${nulls} ` +
    `histories without skill made of the history's own bars (${nullKind}). verdict: the last ` +
    'sentence of select, without and with such histories.';
  return [falseTable, ...curve, note].join('\n\n');
}
