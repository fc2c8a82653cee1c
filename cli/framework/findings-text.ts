/** The findings on the bars of a run, in one line that stands beside the figures. */

import type { Findings } from '../../data/findings.ts';
import { formatBarTime } from '../../engine/core/bar-time.ts';
import { counted } from '../../engine/core/counted.ts';

/** This many jumps are listed with their dates; the others are only counted. */
const DATED = 3;

/**
 * `1 jump beyond 40 %, maybe a split (2024-10-27: close -90.0 %); 1 gap, 60 bars missing`;
 * undefined if there are no findings. `data check` lists all findings.
 * @param barCount the number of bars
 */
export function findingsText(findings: Findings, barCount: number): string | undefined {
  const { calendar, gaps, missing, flatBars, anomalies } = findings;
  const jumps = anomalies.filter(({ kind }) => kind === 'jump');
  const noVolume = noVolumeText(findings, barCount);
  const unit = calendar === 'continuous' ? 'bar' : 'weekday';
  const parts = [
    ...(jumps.length === 0 ? [] : [jumpsText(jumps)]),
    ...(gaps.length === 0
      ? []
      : [`${counted(gaps.length, 'gap')}, ${counted(missing, unit)} missing`]),
    ...(flatBars.length === 0 ? [] : [counted(flatBars.length, 'flat bar')]),
    ...(noVolume === undefined ? [] : [noVolume]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** What to say if none of the bars has volume; undefined if one has. */
export function noVolumeText(
  { anomalies }: Pick<Findings, 'anomalies'>,
  barCount: number,
): string | undefined {
  if (anomalies.filter(({ kind }) => kind === 'zero-volume').length < barCount) return undefined;
  return `no volume: it is 0 on all ${barCount} bars, features that need it are undefined`;
}

function jumpsText(jumps: Findings['anomalies']): string {
  const dated = jumps.slice(0, DATED).map(({ time, value }) => {
    return `${formatBarTime(time)}: close ${value > 0 ? '+' : ''}${(100 * value).toFixed(1)} %`;
  });
  const more = jumps.length - dated.length;
  const list = [...dated, ...(more === 0 ? [] : [`${more} more`])].join(', ');
  const maybe = jumps.length === 1 ? 'a split' : 'splits';
  return `${counted(jumps.length, 'jump')} beyond 40 %, maybe ${maybe} (${list})`;
}
