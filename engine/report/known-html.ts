/**
 * What the page's script needs in the page: the slider "as known on", its table, and the place of
 * the chart that zooms. All of it is hidden until the script runs.
 */

import type { EmbeddedCurves } from './embedded-curves.ts';

/** The slider, which stays in sight. */
export const KNOWN_BAR = `<div id="known" class="known" role="region" aria-label="Past day" hidden>
<label for="known-day">As known on <output id="known-date" for="known-day"></output></label>
<input id="known-day" type="range" min="0" max="1" value="1" step="1">
<button type="button" id="known-all">Whole test</button>
<p class="only-past">Parts that need the whole test are hidden.</p>
</div>
`;

/** The figures that the slider changes. */
export const KNOWN_TABLE = `<div id="known-table" class="scroll" role="group" tabindex="0"
aria-label="Figures as known on the chosen day" hidden><table>
<caption>as known on the day that the slider at the lower edge of the page chooses</caption>
<thead><tr><th scope="col">account</th><th scope="col" class="n">Sharpe so far</th>
<th scope="col" class="n">return a year so far</th>
<th scope="col" class="n">worst drawdown so far</th><th scope="col" class="n">drawdown then</th>
<th scope="col" class="n">bars</th></tr></thead>
<tbody id="known-rows"></tbody></table></div>
`;

/** The chart that stands in for the drawing of equity while the script runs. */
export const ZOOM_PLACE = `<div id="zoom" hidden><p class="buttons">
<button type="button" id="zoom-in">Zoom in</button>
<button type="button" id="zoom-out">Zoom out</button>
<button type="button" id="zoom-all">All days</button>
<button type="button" id="zoom-axis">Linear axis</button></p>
<div id="zoom-chart" role="application" tabindex="0"
aria-label="Equity of all accounts. Keys: plus, minus, 0 for all days, left and right"></div>
<p id="zoom-readout" class="quiet"></p>
<p class="quiet">Drag over days to look at them, or use the keys +, -, 0 and the arrows.</p></div>
`;

/** The curves as data, which are not run. */
export function dataElement(curves: EmbeddedCurves): string {
  const text = JSON.stringify(curves).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="curves">${text}</script>\n`;
}
