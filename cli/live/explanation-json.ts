/** Why a model decided as it did, as JSON: each null has its reason. */

import type { Explanation } from '../../engine/live/model/explanation.ts';
import { withReasons, type JsonInput } from '../framework/json-document.ts';

const NO_PAST_BAR = 'no past bar can be compared';

/** `explanation` for a command's result. */
export function explanationJson(explanation: Explanation): JsonInput {
  return withReasons(explanation, {
    lower: NO_PAST_BAR,
    from: NO_PAST_BAR,
    to: NO_PAST_BAR,
    followed: NO_PAST_BAR,
    deviations: 'the past bars do not vary',
    smallest: 'no value of this feature alone changes the signal',
  });
}
