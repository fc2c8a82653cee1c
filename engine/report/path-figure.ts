/** The Sharpe ratios of the paths of combinatorial purged cross-validation, on one axis. */

import { coordinate, drawing, horizontalAxis, LEFT, RIGHT } from './drawing.ts';
import { percentText, ratioText } from './figure-words.ts';
import { figureHtml, legendHtml } from './html.ts';
import type { PathFacts } from './report.ts';
import { linearScale } from './scale.ts';

/** Where dots stand, and the ends of the marks of the other figures. */
const MIDDLE = 58;
const TOP = 24;
const BOTTOM = 92;
const RADIUS = 5;
/** Dots whose centres are nearer than this stand above and below each other. */
const APART = 2 * RADIUS + 1;
/** Levels of dots, from the middle outwards. */
const LEVELS = [0, -1, 1, -2, 2] as const;

/** Each path as a dot, with buy and hold and the walk-forward test as lines; empty without one. */
export function pathFigure(facts: PathFacts): string {
  const { name, paths, buyHold, walkForward, groups, testGroups, splits } = facts;
  const sharpes = paths.map(({ sharpe }) => sharpe);
  const known = [...sharpes, buyHold, walkForward.sharpe].filter((value) => value !== null);
  if (sharpes.every((sharpe) => sharpe === null)) return '';
  const x = linearScale(
    {
      low: Math.min(0, ...known),
      high: Math.max(0, ...known),
      from: LEFT,
      to: RIGHT - 20,
      text: (value) => ratioText(value, 1),
    },
    6,
  );
  const mark = (value: number | null, kind: string, hint: string): string =>
    value === null
      ? ''
      : `<path class="${kind}" d="M${coordinate(x.place(value))} ${TOP}V${BOTTOM}">` +
        `<title>${hint}: ${ratioText(value)}</title></path>`;
  const title = `Paths of ${name}`;
  return figureHtml({
    title,
    description:
      `${paths.length} histories of all rows, from ${splits} splits of ${groups} groups of which ` +
      `${testGroups} are tested. Models were trained before and after what they test, and paths ` +
      'share models: this is no simulation of trading. The test that walks forward has fewer rows.',
    legend: legendHtml([
      { kind: 'other', text: 'one path' },
      { kind: 'own stroke', text: walkForward.name },
      { kind: 'held stroke', text: 'buy and hold on the bars of a path' },
    ]),
    svg: drawing(
      title,
      BOTTOM + 52,
      mark(buyHold, 'interval held', 'buy and hold') +
        mark(walkForward.sharpe, 'real', walkForward.name) +
        dotsOf(sharpes, x.place) +
        horizontalAxis(x, BOTTOM + 10, 'Sharpe ratio, annualised'),
    ),
    table: {
      caption: `paths of ${name}`,
      head: ['path', 'Sharpe', 'annual return', 'max drawdown'],
      rows: [
        ...paths.map(({ sharpe, annualReturn, maxDrawdown }, i) => [
          `path ${i + 1}`,
          ratioText(sharpe),
          percentText(annualReturn),
          percentText(maxDrawdown),
        ]),
        [walkForward.name, ratioText(walkForward.sharpe), '', ''],
        ['buy and hold on the bars of a path', ratioText(buyHold), '', ''],
      ],
    },
  });
}

/** The dots in their order from left to right, each at the first level that has room. */
function dotsOf(sharpes: readonly (number | null)[], placeOf: (value: number) => number): string {
  const ends = LEVELS.map(() => Number.NEGATIVE_INFINITY);
  const found = sharpes
    .flatMap((sharpe, i) => (sharpe === null ? [] : [{ sharpe, path: i + 1 }]))
    .toSorted((a, b) => a.sharpe - b.sharpe);
  const dots = found.map(({ sharpe, path }) => {
    const at = placeOf(sharpe);
    const free = ends.findIndex((end) => at - end >= APART);
    const level = free === -1 ? 0 : free;
    ends[level] = at;
    return (
      `<circle class="dot other" cx="${coordinate(at)}" cy="${MIDDLE + APART * LEVELS[level]!}" ` +
      `r="${RADIUS}"><title>path ${path}: ${ratioText(sharpe)}</title></circle>`
    );
  });
  return dots.join('');
}
