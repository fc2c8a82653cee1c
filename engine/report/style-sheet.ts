/** The style sheet of a report: system fonts, light and dark colours, small screens, paper. */

import { CHART_STYLE } from './page-script-code.ts';

const LIGHT = `
  --page: #ffffff; --panel: #f6f7f9; --ink: #16202b; --quiet: #4d5a68; --rule: #d5dbe2;
  --own: #0b5cad; --held: #a15c00; --gain: #1b7f5c; --loss: #b8323a; --other: #7d8a97;
  --bull: #1b7f5c1f; --bear: #b8323a1f;
  --up1: #e4f2ec; --up2: #c5e4d6; --up3: #98cfb6; --up4: #63b591; --up5: #3d9f77;
  --down1: #fae8e6; --down2: #f4cbc7; --down3: #eba59f; --down4: #df7d76; --down5: #d3635d;
  --cell: #101820; --s3: #7b3fa0; --s4: #1b7f5c; --s5: #b8323a; --s6: #00707f; --s7: #6b6b00;`;

const DARK = `
  --page: #12171d; --panel: #1a2129; --ink: #e6ebf0; --quiet: #a9b5c1; --rule: #37424e;
  --own: #6fb3ff; --held: #f0a44b; --gain: #4fc39a; --loss: #ff7d80; --other: #7f8d9b;
  --bull: #4fc39a24; --bear: #ff7d8024;
  --up1: #17332a; --up2: #1a4535; --up3: #1c5a43; --up4: #1b7052; --up5: #1a7d5a;
  --down1: #3a2023; --down2: #51262a; --down3: #6b2d31; --down4: #863438; --down5: #993b3f;
  --cell: #f4f7fa; --s3: #c79bea; --s4: #4fc39a; --s5: #ff7d80; --s6: #4fc3d9; --s7: #cfcf5a;`;

/** Curves that are compared: a colour and a dash each, because not everybody sees colours. */
const CURVES = [
  ['s1', 'own', ''],
  ['s2', 'held', ''],
  ['s3', 's3', '7 3'],
  ['s4', 's4', '2 2'],
  ['s5', 's5', '9 3 2 3'],
  ['s6', 's6', '4 4'],
  ['s7', 's7', '12 4'],
]
  .map(([kind, colour, dash]) => {
    const dashes = dash === '' ? '' : `;stroke-dasharray:${dash}`;
    const mark = `.mark.${kind}{background:var(--${colour})}`;
    return `.line.${kind}{stroke:var(--${colour})${dashes}}${mark}`;
  })
  .join('\n');

const HEAT = ['up', 'down']
  .flatMap((side) => [1, 2, 3, 4, 5].map((depth) => `${side}${depth}`))
  .map((kind) => `td.${kind}{background:var(--${kind});color:var(--cell)}`)
  .join('\n');

/** The text of the `<style>` element; the content security policy names its hash. */
export const STYLE_SHEET = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
  font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header,footer,nav{max-width:60rem;margin:0 auto;padding:0 1rem}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
.dates{white-space:nowrap}
h2{font-size:1.35rem;margin:3rem 0 .6rem;padding-top:.9rem;border-top:2px solid var(--ink)}
h3{font-size:1.05rem;margin:0 0 .15rem}section>h3{margin-top:2rem}
p{margin:.2rem 0 .6rem;max-width:46rem}
a{color:var(--own)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--own);
  outline-offset:2px}
.quiet,figcaption p,footer{color:var(--quiet)}
.notice{border-left:4px solid var(--held);padding:.4rem .8rem;background:var(--panel)}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem}
.verdict{background:var(--panel);border-left:4px solid var(--own);margin:1rem 0;
  padding:.8rem 1rem .8rem 2.2rem}
.verdict li{margin:.25rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;
  margin:1rem 0;padding:0}
.tiles div{background:var(--panel);padding:.6rem .8rem;border-radius:6px}
.tiles dt{color:var(--quiet);font-size:.82rem}
.tiles dd{margin:0;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums}
.tiles small{display:block;font-size:.78rem;font-weight:400;color:var(--quiet)}
figure{margin:1.6rem 0 2rem;break-inside:avoid}
.scroll{overflow-x:auto}
svg{display:block;width:100%;min-width:38rem;height:auto}
text{fill:var(--ink);font-size:12px;font-variant-numeric:tabular-nums}
.tick{fill:var(--quiet)}.axis{fill:var(--quiet)}.end{text-anchor:end}.middle{text-anchor:middle}
.grid{stroke:var(--rule);fill:none}.base{stroke:var(--quiet);fill:none}
.run{fill:none}.run.long{stroke:var(--gain)}.run.short{stroke:var(--loss)}
.veil{fill:var(--page)}
.line{fill:none;stroke-width:1.5;stroke-linejoin:round}
.line.own{stroke:var(--own)}.line.held{stroke:var(--held)}
.area.loss{fill:var(--bear);stroke:var(--loss)}
.shade.bull{fill:var(--bull)}.shade.bear{fill:var(--bear)}
.long{fill:var(--gain)}.short{fill:var(--loss)}
.left-out{fill:var(--held)}.promised{fill:var(--other)}.made{fill:var(--own)}
.dot.own{fill:var(--own)}.dot.other{fill:none;stroke:var(--other)}
.bubble{fill-opacity:.75;stroke:var(--page)}.bubble.held{fill:var(--held)}
.interval{stroke-width:1.5;fill:none}.interval.long{stroke:var(--gain)}
.interval.short{stroke:var(--loss)}.interval.held{stroke:var(--held)}
.diagonal{stroke:var(--quiet);stroke-dasharray:5 4;fill:none}
.real{stroke:var(--own);stroke-width:3;fill:none}
.whisker{stroke:var(--ink);stroke-width:1.5;fill:none}
.number{font-weight:700;paint-order:stroke;stroke:var(--page);stroke-width:3px}
.dots{fill:none;stroke-width:4;stroke-linecap:round}
.dots.long{stroke:var(--gain)}.dots.short{stroke:var(--loss)}
.legend{list-style:none;margin:.2rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.1rem 1rem;
  font-size:.88rem}
.mark{display:inline-block;width:.85em;height:.85em;margin-right:.4em;border-radius:2px;
  vertical-align:-.08em}
.mark.own,.mark.made{background:var(--own)}.mark.held{background:var(--held)}
.mark.bull{background:var(--bull);border:1px solid var(--gain)}
.mark.bear{background:var(--bear);border:1px solid var(--loss)}
.mark.long{background:var(--gain)}.mark.short{background:var(--loss)}
.mark.other{border:1.5px solid var(--other);border-radius:50%}
.mark.left-out{background:var(--held)}.mark.promised{background:var(--other)}
${CURVES}
.mark.stroke{height:.25em;width:1.3em;vertical-align:.22em}
details{margin:.3rem 0}summary{cursor:pointer;color:var(--own);font-size:.9rem}
table{border-collapse:collapse;font-size:.88rem;margin:.4rem 0;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--quiet);padding-bottom:.2rem}
th,td{padding:.22rem .7rem .22rem 0;text-align:left;vertical-align:top;
  border-bottom:1px solid var(--rule)}
th{font-weight:600}td,.n{text-align:right;white-space:nowrap}
td.t{text-align:left;white-space:normal}
tbody th{white-space:nowrap;font-weight:500}
.months{width:100%;min-width:38rem;border-collapse:separate;border-spacing:2px}
.months th,.months td{border:0;padding:.2rem .15rem;text-align:center;font-size:.8rem}
.months td{background:var(--panel);border-radius:3px}
.months.matrix{width:auto;min-width:0}.matrix td{min-width:4rem}
.months tbody th{text-align:right;padding-right:.5rem}.months .year{font-weight:600}
${HEAT}
pre{background:var(--panel);padding:.7rem;overflow-x:auto;font-size:.85rem}
code{overflow-wrap:anywhere}
.known{position:sticky;bottom:0;z-index:9;display:flex;flex-wrap:wrap;align-items:center;
  gap:.2rem .8rem;max-width:60rem;margin:1rem auto 0;padding:.5rem 1rem;background:var(--panel);
  border-top:2px solid var(--own)}
.known[hidden],.only-past{display:none}.past .only-past{display:block}
.known input{flex:1 1 12rem;min-width:8rem;accent-color:var(--own)}
.known label{font-variant-numeric:tabular-nums}.known p{flex-basis:100%;margin:0;font-size:.85rem}
button{font:inherit;font-size:.88rem;color:var(--own);background:var(--page);
  border:1px solid var(--rule);border-radius:6px;padding:.25rem .7rem;cursor:pointer}
button:focus-visible,input:focus-visible,#zoom-chart:focus-visible{outline:3px solid var(--own);
  outline-offset:2px}
.buttons{display:flex;flex-wrap:wrap;gap:.4rem}#zoom-readout{min-height:1.5em}
.zooming .zoomable>.scroll,.zooming .zoomable .drawn,
.zooming .zoomable li:has(.long,.short){display:none}
.past .whole,.past figure details,.past section:not(:has(figure:not(.whole))),
.past section>:not(figure,h2,#known-table),
.past nav,.past figcaption p,.past svg .number{display:none}
.unknown-yet{background:var(--panel)!important;color:transparent!important}
${CHART_STYLE}
footer{padding-top:2rem;padding-bottom:3rem;font-size:.88rem}
@media (min-width:40rem){caption{white-space:nowrap}}
@media (max-width:40rem){text{font-size:14.5px}h1{font-size:1.5rem}
  .tiles{grid-template-columns:1fr 1fr}}
@media print{:root{${LIGHT}}nav,.known,#zoom,#known-table,
  details:not([open]){display:none!important}.scroll{overflow:visible}summary{list-style:none}
  summary::-webkit-details-marker{display:none}h2,h3{break-after:avoid}tr{break-inside:avoid}
  figure:has(details[open] tr:nth-child(30)){break-inside:auto}
  .zooming .zoomable>.scroll{display:block!important}
  .zooming .zoomable .drawn{display:inline!important}
  .zooming .zoomable li:has(.long,.short){display:list-item!important}
  body{font-size:11pt}svg{min-width:0}
  *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
