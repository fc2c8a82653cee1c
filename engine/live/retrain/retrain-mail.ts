/** The mails of a retraining: what was published, with the figures of both models, or why not. */

import { utcDate } from '../../core/bar-time.ts';
import { revisionText } from '../../core/splice-bars.ts';
import { listed, shortName, type Mail } from '../mail-text.ts';
import { comparisonLines } from '../model/compare-models.ts';
import type { ModelArtifact } from '../model/model-artifact.ts';
import type { Retraining } from './retrain.ts';

/** More revised bars than these are only counted. */
const SHOWN_REVISIONS = 10;

/** The mail about a retraining that succeeded. */
export function retrainingMail(
  retraining: Retraining,
  place: { readonly pair: string; readonly bucket: string },
): Mail {
  const { outcome, date, old, new: model, history, compared, warnings } = retraining;
  const { bars, added, agreeing, revisions } = history;
  const same = `same signal on ${(100 * compared.sameClass).toFixed(1)} % of days`;
  const changed = outcome === 'retrained';
  const word = changed ? 'retrained' : 'already trained';
  const more = revisions.length - SHOWN_REVISIONS;
  const revised = [
    ...revisions.slice(0, SHOWN_REVISIONS).map(revisionText),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return {
    subject: `${shortName(place.pair)} model ${word} ${date}, ${same}`,
    text: [
      changed
        ? 'A new model decides from the next run on.'
        : 'The published model knows all bars already. Nothing was published.',
      '',
      modelLine('old', old),
      modelLine('new', model),
      `  bars: ${bars.time.length} up to ${utcDate(bars.time.at(-1)!)}, ${added} of them added; ` +
        `${agreeing} agree with the exchange's`,
      '',
      ...comparisonLines(compared),
      '',
      ...listed('Revised by the exchange, and left as they were', revised, 'No revised bars.'),
      ...listed('Warnings', warnings, 'No warnings.'),
      '',
      ...(changed
        ? [`Back to the old model: npm run train -- --rollback --upload-s3 ${place.bucket}`, '']
        : []),
    ].join('\n'),
  };
}

/**
 * The mail about a retraining that failed.
 * @param reason one of our own messages, so it shows no secret
 */
export function retrainingFailureMail(name: string, date: string, reason: string): Mail {
  return {
    subject: `${name} retraining FAILED ${date}`,
    text: [
      `The retraining of ${date} failed:`,
      `  ${reason}`,
      '',
      'No model was published. The published one decides as before, until it is too old',
      '(MODEL_MAX_AGE_DAYS). It is tried again next week; you can also train and upload by hand:',
      'npm run train -- --upload-s3 BUCKET with the bars and options of before.',
      '',
    ].join('\n'),
  };
}

function modelLine(
  which: 'old' | 'new',
  { sha256, header }: Pick<ModelArtifact, 'sha256' | 'header'>,
): string {
  const { trainedRows, lastTrainTime } = header;
  const to = utcDate(lastTrainTime);
  return `  ${which} model: ${sha256.slice(0, 12)}, trained on ${trainedRows} days up to ${to}`;
}
