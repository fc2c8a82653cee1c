/**
 * Says, once for each, that somebody at the queue does not fit this process: another version, or
 * data in a store that the worker was not started for.
 */

import { markText, sameMark } from '../../engine/queue/engine-mark.ts';
import type { Member } from './queue-members.ts';

/** Whether `worker` takes the tasks of `command`. */
export function fits(
  worker: Pick<Member, 'engine' | 'store'>,
  command: Pick<Member, 'engine' | 'store'>,
): boolean {
  const reads = command.store === undefined || command.store === worker.store;
  return reads && sameMark(worker.engine, command.engine);
}

/** A function that notes which members do not fit `own`, each of them once. */
export function createStrangerNotes(
  own: Pick<Member, 'engine' | 'threads' | 'store'>,
  note: (line: string) => void,
): (members: readonly Member[]) => void {
  const told = new Set<string>();
  return (members) => {
    for (const other of members) {
      const isCommand = other.threads === 0;
      const [worker, command] = isCommand ? [own, other] : [other, own];
      if (told.has(other.id) || fits(worker, command)) continue;
      told.add(other.id);
      note(isCommand ? toldByWorker(own, other) : toldByCommand(other, own));
    }
  };
}

/** What a worker says of a command. */
function toldByWorker(
  worker: Pick<Member, 'engine'>,
  { id, engine, store }: Pick<Member, 'id' | 'engine' | 'store'>,
): string {
  if (!sameMark(engine, worker.engine)) {
    return (
      `worker: refuses the tasks of ${id}, which have ${markText(engine)}; ` +
      `this worker has ${markText(worker.engine)}: install the same version`
    );
  }
  return (
    `worker: leaves the tasks of ${id} to others, because their data are in ${store}: start this ` +
    'worker with the same --store if it may read there'
  );
}

/** What a command says of a worker. */
function toldByCommand(
  { id, engine }: Pick<Member, 'id' | 'engine'>,
  command: Pick<Member, 'engine' | 'store'>,
): string {
  if (!sameMark(engine, command.engine)) {
    return (
      `queue: worker ${id} has ${markText(engine)} and refuses these tasks ` +
      `(${markText(command.engine)}); they wait for other workers`
    );
  }
  return (
    `queue: worker ${id} was not started with --store ${command.store} and does not take these ` +
    'tasks; they wait for other workers'
  );
}
