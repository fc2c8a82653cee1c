/** Figures of a report as words. `-` stands for an undefined figure. */

import type { Figure } from './report.ts';

/** A ratio as `1.29`. */
export function ratioText(value: Figure, digits = 2): string {
  return value === null || !Number.isFinite(value) ? '-' : value.toFixed(digits);
}

/** A fraction as `52.5 %`. */
export function percentText(value: Figure, digits = 1): string {
  return value === null || !Number.isFinite(value) ? '-' : `${(100 * value).toFixed(digits)} %`;
}

/** A log return as the simple return `+12.7 %`. */
export function returnText(logReturn: Figure): string {
  if (logReturn === null) return '-';
  return `${logReturn > 0 ? '+' : ''}${percentText(Math.expm1(logReturn))}`;
}

/** Dollars as `$7,412`; with cents below $10. */
export function dollarText(value: Figure): string {
  if (value === null || !Number.isFinite(value)) return '-';
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : 0;
  const [whole, cents] = value.toFixed(digits).split('.');
  const grouped = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `$${grouped}${cents === undefined ? '' : `.${cents}`}`;
}

/** A figure's text with its sign, `+0.12`; `-` stays as it is. */
export function signedText(text: string): string {
  return text.startsWith('-') ? text : `+${text}`;
}
