/** Says, once for each, that somebody at the queue has another version than this process. */

import { markText, sameMark, type EngineMark } from '../../engine/queue/engine-mark.ts';
import type { Member } from './queue-members.ts';

/** A function that notes which members have another version, each of them once. */
export function createStrangerNotes(
  own: EngineMark,
  note: (line: string) => void,
): (members: readonly Member[]) => void {
  const told = new Set<string>();
  return (members) => {
    for (const { id, engine, threads } of members) {
      if (told.has(id) || sameMark(engine, own)) continue;
      told.add(id);
      note(
        threads === 0
          ? `worker: refuses the tasks of ${id}, which have ${markText(engine)}; ` +
              `this worker has ${markText(own)}: install the same version`
          : `queue: worker ${id} has ${markText(engine)} and refuses these tasks ` +
              `(${markText(own)}); they wait for other workers`,
      );
    }
  };
}
