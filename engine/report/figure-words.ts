/** Figures of a report as words. `-` stands for an undefined figure. */

import type { Figure } from './report.ts';

/** A ratio as `1.29`. */
export function ratioText(value: Figure, digits = 2): string {
  return value === null || !Number.isFinite(value) ? '-' : value.toFixed(digits);
}

/** A fraction as `52.5 %`; from 1,000 % on as `15,879 %`, where a decimal says nothing. */
export function percentText(value: Figure, digits = 1): string {
  if (value === null || !Number.isFinite(value)) return '-';
  const percent = 100 * value;
  if (Math.abs(percent) < 1000) return `${percent.toFixed(digits)} %`;
  return `${grouped(percent.toFixed(0))} %`;
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
  return `$${grouped(whole!)}${cents === undefined ? '' : `.${cents}`}`;
}

/** Dollars at the tick of an axis, which has room for a few signs: `$1,000`, `$10k`, `$2.5M`. */
export function tickDollarText(value: number): string {
  const unit = UNITS.find(({ from }) => Math.abs(value) >= from);
  return unit === undefined ? dollarText(value) : `$${value / unit.size}${unit.name}`;
}

const UNITS = [
  { name: 'B', size: 1e9, from: 1e9 },
  { name: 'M', size: 1e6, from: 1e6 },
  { name: 'k', size: 1e3, from: 1e4 },
] as const;

/** Digits in groups of three. */
function grouped(whole: string): string {
  return whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** A figure's text with its sign, `+0.12`; `-` stays as it is. */
export function signedText(text: string): string {
  return text.startsWith('-') ? text : `+${text}`;
}
