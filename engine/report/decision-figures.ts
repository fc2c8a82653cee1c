/**
 * Why a model decided as it did on a bar, what would have changed it, which past bars are like it,
 * and whether the model has seen such a bar. Must not know: how the explanation is computed.
 */

import { signalLabel } from '../live/journal/signal-record.ts';
import type { Explanation } from '../live/model/explanation.ts';
import { contributionFigure } from './contribution-figure.ts';
import { box, drawing, horizontalAxis, LEFT, RIGHT, verticalAxis } from './drawing.ts';
import { percentText, ratioText, signedText } from './figure-words.ts';
import { escapeHtml, figureHtml, tableHtml } from './html.ts';
import type { DecisionFacts } from './report.ts';
import { linearScale } from './scale.ts';

const TOP = 28;
const BOTTOM = 220;

/** The title of the part of a page that explains `decision`. */
export function decisionTitle({ why }: DecisionFacts): string {
  return `Why ${signalLabel(why.position)}, and what would change it`;
}

/** The answers in words, and below them the figures and tables with their numbers. */
export function decisionHtml({ date, why }: DecisionFacts): string {
  const words = [decisionWords(date, why), changeWords(why), followedWords(why), unseenWords(why)];
  return (
    `<ol class="verdict">${words.map((text) => `<li>${escapeHtml(text)}</li>`).join('\n')}</ol>` +
    contributionFigure(why) +
    classTable(why) +
    changeTable(why) +
    similarFigure(why) +
    beyondTable(why)
  );
}

function decisionWords(date: string, { signal, position, previous, probabilities }: Explanation) {
  const name = ({ '-1': 'down', '0': 'neutral', '1': 'up' } as const)[signal];
  const held = signal === position ? '' : `, and on neutral it holds ${signalLabel(previous)}`;
  return (
    `${signalLabel(position)} for ${date}: the model says “${name}” with a probability of ` +
    `${percentText(probabilities[name])}${held}.`
  );
}

function changeWords({ changes }: Explanation): string {
  const nearest = changes.find(({ smallest }) => smallest !== null);
  if (nearest === undefined) return 'No value of one feature alone would change it.';
  const { position, when, threshold, change, deviations } = nearest.smallest!;
  const far = deviations === null ? '' : `, ${signedText(ratioText(deviations))} deviations`;
  return (
    `The smallest change of one feature that would change it: ${signalLabel(position)} if ` +
    `${nearest.feature} were ${when} ${valueText(threshold)} ` +
    `(${signedText(valueText(change))}${far}).`
  );
}

function followedWords({ followed, similar, past }: Explanation): string {
  if (followed === null) return 'There is no past bar to compare with.';
  const { mean, least, greatest, up } = followed;
  const gain = (value: number): string => signedText(percentText(value, 2));
  return (
    `After the ${similar.length} most similar of ${past.bars} past bars the next bar made ` +
    `${gain(mean)} on average, ${gain(least)} to ${gain(greatest)}; ${up} of them rose. This is ` +
    'no forecast: the model has learned from most of them.'
  );
}

function unseenWords({ unseen: { beyond, tails, strange }, similar }: Explanation): string {
  const nearest = similar[0];
  return [
    strange
      ? 'This bar is outside what the model has seen.'
      : 'This bar is like others that the model has seen.',
    ...(nearest === undefined
      ? []
      : [`The most similar bar shares ${percentText(nearest.shared, 0)} of the leaves with it.`]),
    ...(beyond.length === 0
      ? ['Every feature is within the range of the training.']
      : [`Beyond the range of the training: ${namesText(beyond)}.`]),
    ...(tails.length === 0 ? [] : [`At the edge of it: ${tails.join(', ')}.`]),
  ].join(' ');
}

function namesText(features: readonly { readonly feature: string }[]): string {
  return features.map(({ feature }) => feature).join(', ');
}

function classTable({ base, probabilities }: Explanation): string {
  return tableHtml({
    caption: 'probabilities of the classes',
    head: ['class', 'average over the training', 'on this bar', 'change in points'],
    rows: (['down', 'neutral', 'up'] as const).map((name) => [
      name,
      percentText(base[name]),
      percentText(probabilities[name]),
      signedText(ratioText(100 * (probabilities[name] - base[name]), 1)),
    ]),
  });
}

/** The smallest change of each feature that leads to another position. */
function changeTable({ changes, contributions }: Explanation): string {
  const values = new Map(contributions.map(({ feature, value }) => [feature, value]));
  const rows = changes.map(({ feature, smallest }) => {
    const value = valueText(values.get(feature) ?? null);
    if (smallest === null) return [feature, value, 'no value alone', '-', '-', '-', '-'];
    const { position, when, threshold, change, deviations, lower } = smallest;
    return [
      feature,
      value,
      `${when} ${valueText(threshold)}`,
      signedText(valueText(change)),
      signedText(ratioText(deviations)),
      percentText(lower, 0),
      signalLabel(position),
    ];
  });
  return (
    '<h3>What would change it</h3><p>For each feature the nearest value that alone leads to ' +
    'another position, with all others as they are. Deviations are standard deviations of the ' +
    'past bars.</p>' +
    tableHtml({
      caption: 'smallest changes, the smallest first',
      head: [
        'feature',
        'value',
        'would have to be',
        'change',
        'in deviations',
        'past bars below that',
        'then',
      ],
      rows,
    })
  );
}

/** What followed the past bars that share most leaves with this one. */
function similarFigure({ similar }: Explanation): string {
  if (similar.length === 0) return '';
  const returns = similar.map(({ next }) => next);
  const y = linearScale({
    low: Math.min(0, ...returns),
    high: Math.max(0, ...returns),
    from: BOTTOM,
    to: TOP,
    text: (value) => percentText(value),
  });
  const width = (RIGHT - LEFT) / similar.length;
  const centre = (i: number): number => LEFT + width * (i + 0.5);
  const size = Math.min(24, width * 0.7);
  const bars = similar.map(({ bar, next }, i) => {
    const [zero, end] = [y.place(0), y.place(next)];
    const height = Math.abs(zero - end);
    const place = { x: centre(i) - size / 2, y: Math.min(zero, end), width: size, height };
    return box(place, next < 0 ? 'short' : 'long', `${barText(bar)}: ${percentText(next, 2)}`);
  });
  const ticks = similar.map((_, i) => ({ at: centre(i), text: String(i + 1) }));
  const title = 'What followed the most similar bars';
  return figureHtml({
    title,
    description:
      'Each bar is the return from the close of a past bar to the next close. Similar bars fall ' +
      'into the same leaves of many trees.',
    svg: drawing(
      title,
      BOTTOM + 42,
      verticalAxis(y, 'return of the next bar', TOP) +
        bars.join('') +
        horizontalAxis({ place: centre, ticks }, BOTTOM, 'past bars, the most similar first'),
    ),
    table: {
      caption: 'the most similar past bars',
      head: ['rank', 'bar', 'shared leaves', 'return of the next bar'],
      rows: similar.map(({ bar, shared, next }, i) => [
        String(i + 1),
        barText(bar),
        percentText(shared, 0),
        percentText(next, 2),
      ]),
    },
  });
}

function beyondTable({ unseen: { beyond } }: Explanation): string {
  if (beyond.length === 0) return '';
  return tableHtml({
    caption: 'features beyond the range of the training',
    head: ['feature', 'value', 'least in training', 'greatest in training'],
    rows: beyond.map(({ feature, value, least, greatest }) => [
      feature,
      ...[value, least, greatest].map(valueText),
    ]),
  });
}

function barText(bar: string): string {
  return bar.endsWith('T00:00:00Z') ? bar.slice(0, 10) : bar.slice(0, 16).replace('T', ' ');
}

/** A feature's value with six digits. */
function valueText(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(6)));
}
