/** A calibration as the JSON document's keys. */

import { LEVEL } from '../../engine/assess/verdict-words.ts';
import type {
  Calibration,
  CalibrationAsked,
  ClaimShares,
} from '../../selection/calibration/calibration.ts';
import type { JsonInput } from '../framework/json-document.ts';

/** The document's keys, in the order in which they are printed. */
export function calibrationJson(
  { falseClaims, power }: Calibration,
  { kind }: Pick<CalibrationAsked, 'kind'>,
): Readonly<Record<string, JsonInput>> {
  return {
    kind,
    level: LEVEL,
    histories: falseClaims.histories,
    falsePositiveRate: falseClaims.shares,
    intervals: falseClaims.intervals,
    power: power.map(({ strength, ...shares }) => ({ strength, ...powerJson(shares) })),
  };
}

function powerJson({
  histories,
  shares,
  intervals,
}: ClaimShares): Readonly<Record<string, JsonInput>> {
  return { histories, ...shares, intervals };
}
