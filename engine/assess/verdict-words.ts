/**
 * The words of every verdict. They are chosen by rules, never by taste: "no evidence of skill"
 * stands where a test did not find any. Must not know: what was tested.
 */

/** Level of the tests; an interval covers one less this. */
export const LEVEL = 0.05;

/** `There is no evidence of skill beyond buy and hold: p = 0.300 is above 0.05.` */
export function noSkill(reason: string, beyond?: string): string {
  const than = beyond === undefined ? '' : ` beyond ${beyond}`;
  return `There is no evidence of skill${than}: ${reason}.`;
}

/** `There is evidence of skill at the 5 % level: p is at most 0.05.` */
export function skill(reason: string): string {
  return `There is evidence of skill at the ${100 * LEVEL} % level: ${reason}.`;
}

/** Why a test found nothing: `p = 0.300 is above 0.05`. */
export function aboveLevel(pValue: number): string {
  return `p ${pText(pValue)} is above ${LEVEL}`;
}

/** A ratio as `1.29`. */
export function two(value: number): string {
  return Number.isNaN(value) ? 'undefined' : value.toFixed(2);
}

/** A fraction as `-12.3 %`. */
export function percentText(value: number): string {
  return Number.isNaN(value) ? 'undefined' : `${(100 * value).toFixed(1)} %`;
}

/** `= 0.012`; a share of 1,000 resamples that is 0 is below 0.001. */
export function pText(value: number): string {
  if (Number.isNaN(value)) return 'undefined';
  return value < 0.001 ? '< 0.001' : `= ${value.toFixed(3)}`;
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `83rd`, of an integer that is not negative. */
export function ordinal(value: number): string {
  const lastTwo = value % 100;
  const isTeen = lastTwo >= 11 && lastTwo <= 13;
  const ending = isTeen ? undefined : ['st', 'nd', 'rd'][(value % 10) - 1];
  return `${value}${ending ?? 'th'}`;
}
