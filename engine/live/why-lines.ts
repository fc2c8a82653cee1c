/**
 * An explanation in words, for the daily mail and for the terminal. Plain text, in short lines.
 * Must not know: how the figures are computed.
 */

import { signalLabel } from './journal/signal-record.ts';
import type { Explanation, SmallestChange } from './model/explanation.ts';

/** How much is told. */
export type WhyLength = {
  /** Most lines of a list; what is left out is counted. */
  readonly rows: number;
  /** Whether each similar bar has a line of its own. */
  readonly bars: boolean;
};

/** The mail's length: at most MAX_WHY_BYTES, whatever the names of the features are. */
export const MAIL_LENGTH: WhyLength = { rows: 5, bars: false };

/** The terminal's length: everything. */
export const WHOLE_LENGTH: WhyLength = { rows: Number.POSITIVE_INFINITY, bars: true };

/** Most bytes of `whyLines` in the mail's length, with a line break after each line. */
export const MAX_WHY_BYTES = 2_048;

/** Of a longer name only the beginning is shown, in as many bytes as this. */
const NAME_BYTES = 28;

/** Why the position is what it is, what would change it, similar bars, and what is unusual. */
export function whyLines(why: Explanation, length: WhyLength): readonly string[] {
  return [
    ...reasonLines(why, length),
    ...changeLines(why, length),
    ...similarLines(why, length),
    ...unseenLines(why),
  ];
}

/** What the model sees on the last bar, in percentage points of the predicted class. */
function reasonLines(why: Explanation, { rows }: WhyLength): readonly string[] {
  const { base, contributions, probabilities } = why;
  const name = classOf(why);
  const shown = contributions.slice(0, rows);
  const rest = contributions.slice(rows).reduce((sum, one) => sum + one[name], 0);
  return [
    `Why ${signalLabel(why.position)}: the model says "${name}"${heldText(why)}`,
    `  ${percent(base[name])} ${name} on average over its training, ` +
      `${percent(probabilities[name])} now, because of`,
    ...shown.map(
      (one) =>
        `  ${points(one[name])} ${shortened(one.feature)} = ${figure(one.value)}` +
        (one.lower === null ? '' : ` (lower on ${wholePercent(one.lower)} of past bars)`),
    ),
    ...(contributions.length > rows
      ? [`  ${points(rest)} ${contributions.length - rows} other features`]
      : []),
  ];
}

function heldText({ signal, position, previous }: Explanation): string {
  if (signal === position) return '';
  return `, and on neutral it holds ${signalLabel(previous)}`;
}

function classOf({ signal }: Explanation): 'down' | 'neutral' | 'up' {
  return ({ '-1': 'down', '0': 'neutral', '1': 'up' } as const)[signal];
}

function changeLines({ changes }: Explanation, { rows }: WhyLength): readonly string[] {
  const possible = changes.flatMap(({ feature, smallest }) =>
    smallest === null ? [] : [{ feature, smallest }],
  );
  const never = changes.filter(({ smallest }) => smallest === null);
  return [
    possible.length === 0
      ? 'No value of one feature alone would change it.'
      : 'The smallest change of one feature that would change it (sd: standard deviations):',
    ...possible.slice(0, rows).map(({ feature, smallest }) => changeLine(feature, smallest)),
    ...(possible.length > rows ? [`  and of ${possible.length - rows} more features`] : []),
    ...(possible.length === 0 || never.length === 0
      ? []
      : [`  no value alone: ${namesText(never.map(({ feature }) => feature))}`]),
  ];
}

function changeLine(feature: string, smallest: SmallestChange): string {
  const { position, when, threshold, change, deviations } = smallest;
  const far = deviations === null ? '' : `, ${signed(deviations.toFixed(2))} sd`;
  return (
    `  ${signalLabel(position)} if ${shortened(feature)} were ${when} ${figure(threshold)} ` +
    `(${signed(figure(change))}${far})`
  );
}

function similarLines(
  { similar, followed, past }: Explanation,
  { bars }: WhyLength,
): readonly string[] {
  if (followed === null) return ['No past bar at hand to compare with.'];
  const { mean, least, greatest, up } = followed;
  const [most, fewest] = [similar[0]!, similar.at(-1)!].map(({ shared }) => wholePercent(shared));
  return [
    `The ${similar.length} most similar of ${past.bars} past bars, ${past.from!.slice(0, 10)} to ` +
      `${past.to!.slice(0, 10)}`,
    `  they share ${fewest} to ${most} of the leaves with this one`,
    `  the next bar: mean ${signedPercent(mean)}, ${signedPercent(least)} to ` +
      `${signedPercent(greatest)}, ${up} of ${similar.length} up`,
    '  (no forecast: the model has learned from most of them)',
    ...(bars
      ? similar.map(
          ({ bar, shared, next }) =>
            `  ${barText(bar)}  ${wholePercent(shared)} shared, then ${signedPercent(next)}`,
        )
      : []),
  ];
}

function barText(bar: string): string {
  return bar.endsWith('T00:00:00Z') ? bar.slice(0, 10) : bar.slice(0, 16).replace('T', ' ');
}

function unseenLines({
  unseen: { beyond, tails, strange },
  similar,
}: Explanation): readonly string[] {
  const nearest = similar[0];
  return [
    strange
      ? 'This bar is OUTSIDE what the model has seen.'
      : 'This bar is like others that the model has seen.',
    ...(nearest === undefined
      ? []
      : [
          `  the most similar, ${barText(nearest.bar)}, shares ${wholePercent(nearest.shared)} ` +
            'of the leaves',
        ]),
    ...(beyond.length === 0
      ? []
      : [`  beyond its training: ${namesText(beyond.map(({ feature }) => feature))}`]),
    ...(tails.length === 0 ? [] : [`  at the edge of training: ${namesText(tails)}`]),
  ];
}

/** Three names, and how many more. */
function namesText(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).map(shortened).join(', ')}${more}`;
}

/** A name of at most NAME_BYTES bytes. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES) return name;
  const kept = Array.from(name);
  while (Buffer.byteLength(kept.join('')) > NAME_BYTES - 3) kept.pop();
  return `${kept.join('')}...`;
}

/** `value` with six digits. */
function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function signed(text: string): string {
  return text.startsWith('-') ? text : `+${text}`;
}

function points(share: number): string {
  return `${signed((100 * share).toFixed(1)).padStart(5)} points `;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function signedPercent(share: number): string {
  return signed(`${(100 * share).toFixed(2)} %`);
}

function wholePercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
