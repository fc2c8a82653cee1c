/**
 * A queue of workers as a simulation of events: commands that give the steps of selections one
 * after another, a Redis that serves one request at a time over a line of limited speed, and
 * threads that fetch data, prepare problems and grow trees. It says how much of the threads' time
 * is spent growing trees. All times are in seconds.
 */

/** What is simulated. */
export type QueuePlan = {
  /** Threads of all machines, and threads of one machine. */
  readonly threads: number;
  readonly threadsPerMachine: number;
  /** Selections, and how many of them run at the same time. */
  readonly selections: number;
  readonly concurrent: number;
  /** Commands that share the selections, each with one thread that adds votes and scores sets. */
  readonly commands: number;
  /** Steps of a selection, one after another, and tasks of a step. */
  readonly steps: number;
  readonly tasksPerStep: number;
  readonly costs: QueueCosts;
};

/** What things cost, as measured. */
export type QueueCosts = {
  /** Growing the trees of a task. */
  readonly task: number;
  /** Preparing a problem in a thread: sorting columns, computing codes. */
  readonly prepare: number;
  /** Work of a command for a task, and at the end of a step. */
  readonly commandTask: number;
  readonly commandStep: number;
  /** Work of Redis for a task, besides moving bytes. */
  readonly redisTask: number;
  /** From a worker or a command to Redis and back. */
  readonly roundTrip: number;
  readonly bytesPerSecond: number;
  /** Bytes of an answer, and of a selection's data. */
  readonly answerBytes: number;
  readonly dataBytes: number;
};

export type QueueForecast = {
  /** Time from the first task to the last answer. */
  readonly seconds: number;
  /** Growing time divided by the time of all threads. */
  readonly efficiency: number;
  /** The busiest of Redis, its line and the commands, and its share of the time. */
  readonly busiest: 'threads' | 'redis' | 'line' | 'commands';
  readonly busiestShare: number;
};

/** A thread prepares again what it has not used since so many other problems. */
const KEPT_PREPARED = 2;

/** The forecast for a plan. O(tasks × log(tasks)). */
export function simulateQueue(plan: QueuePlan): QueueForecast {
  const { costs, threads, selections, steps, tasksPerStep } = plan;
  const events = createEvents();
  const redis = createServer(1);
  const line = createServer(1);
  const commands = createServer(plan.commands);
  const crew = createCrew(plan);
  const waiting: number[] = [];
  let next = 0;
  let seconds = 0;

  const startStep = (selection: number, step: number, at: number): void => {
    let left = tasksPerStep;
    const onAnswer = (time: number): void => {
      if (--left > 0) return;
      const end = commands.serve(time, costs.commandStep);
      seconds = Math.max(seconds, end);
      if (step + 1 < steps) events.add(end, () => startStep(selection, step + 1, end));
      else if (next < selections) {
        const following = next++;
        events.add(end, () => startStep(following, 0, end));
      }
    };
    for (let i = 0; i < tasksPerStep; i++) {
      const given = redis.serve(commands.serve(at, costs.commandTask / 2), costs.redisTask / 2);
      events.add(given + costs.roundTrip, () => {
        waiting.push(selection);
        answers.push(onAnswer);
        hand(given + costs.roundTrip);
      });
    }
  };
  const answers: ((time: number) => void)[] = [];
  let head = 0;
  const hand = (now: number): void => {
    while (head < waiting.length && crew.anyFree()) {
      const selection = waiting[head]!;
      const onAnswer = answers[head++]!;
      const { thread, fetches, prepares } = crew.take(selection);
      const fetched = fetches ? line.serve(now, costs.dataBytes / costs.bytesPerSecond) : now;
      const grown = fetched + (prepares ? costs.prepare : 0) + costs.task;
      events.add(grown, () => {
        const sent = line.serve(grown, costs.answerBytes / costs.bytesPerSecond);
        const stored = redis.serve(sent, costs.redisTask / 2);
        // The thread's next task was taken ahead, so it does not wait for the answer's way.
        crew.free(thread);
        events.add(stored + costs.roundTrip, () => {
          const time = commands.serve(stored + costs.roundTrip, costs.commandTask / 2);
          events.add(time, () => onAnswer(time));
        });
        hand(grown);
      });
    }
  };
  while (next < Math.min(plan.concurrent, selections)) startStep(next++, 0, 0);
  events.run();
  const grown = selections * steps * tasksPerStep * costs.task;
  const busy = [
    ['redis', redis.busy()],
    ['line', line.busy()],
    ['commands', commands.busy() / plan.commands],
    ['threads', crew.busy(plan) / threads],
  ] as const;
  const [busiest, time] = busy.reduce((most, one) => (one[1] > most[1] ? one : most));
  return {
    seconds,
    efficiency: grown / (threads * seconds),
    busiest,
    busiestShare: time / seconds,
  };
}

/** Threads with what each has prepared, and machines with the data that they have. */
function createCrew({ threads, threadsPerMachine, costs }: QueuePlan) {
  const idle = Array.from({ length: threads }, (_, i) => threads - 1 - i);
  const prepared = Array.from({ length: threads }, () => [] as number[]);
  const machines = Array.from(
    { length: Math.ceil(threads / threadsPerMachine) },
    () => new Set<number>(),
  );
  let taken = 0;
  let preparations = 0;
  return {
    anyFree: () => idle.length > 0,
    free: (thread: number): void => void idle.unshift(thread),
    /** A free thread for a task of `selection`, and what it has to do first. */
    take: (selection: number) => {
      const thread = idle.pop()!;
      const machine = machines[Math.floor(thread / threadsPerMachine)]!;
      const fetches = !machine.has(selection);
      machine.add(selection);
      const known = prepared[thread]!;
      const prepares = !known.includes(selection);
      prepared[thread] = [selection, ...known.filter((one) => one !== selection)];
      prepared[thread].length = Math.min(prepared[thread].length, KEPT_PREPARED);
      taken++;
      if (prepares) preparations++;
      return { thread, fetches, prepares };
    },
    busy: ({ costs: { task } }: QueuePlan) => taken * task + preparations * costs.prepare,
  };
}

/** Serves requests in the order in which they come, `count` at a time. */
function createServer(count: number) {
  const free = new Float64Array(count);
  let busy = 0;
  return {
    /** When a request that comes at `at` and takes `duration` has been served. */
    serve: (at: number, duration: number): number => {
      let first = 0;
      for (let i = 1; i < count; i++) if (free[i]! < free[first]!) first = i;
      const end = Math.max(at, free[first]!) + duration;
      free[first] = end;
      busy += duration;
      return end;
    },
    busy: () => busy,
  };
}

/** Events in the order of their times; events of one time in the order in which they were added. */
function createEvents() {
  type Event = { readonly at: number; readonly order: number; readonly run: () => void };
  const heap: Event[] = [];
  let order = 0;
  const before = (a: Event, b: Event): boolean =>
    a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j]!, heap[i]!];
  };
  const pop = (): Event => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
      if (right < heap.length && before(heap[right]!, heap[least]!)) least = right;
      if (least === i) return first;
      swap(i, least);
      i = least;
    }
  };
  return {
    add: (at: number, run: () => void): void => {
      heap.push({ at, order: order++, run });
      for (let i = heap.length - 1; i > 0;) {
        const parent = (i - 1) >> 1;
        if (!before(heap[i]!, heap[parent]!)) break;
        swap(i, parent);
        i = parent;
      }
    },
    run: (): void => {
      while (heap.length > 0) pop().run();
    },
  };
}
