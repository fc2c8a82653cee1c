import { describe, expect, it } from 'vitest';
import { simulateQueue, type QueuePlan } from '../../bench/simulated-queue.ts';

const FREE = {
  task: 1,
  prepare: 0,
  commandTask: 0,
  commandStep: 0,
  redisTask: 0,
  roundTrip: 0,
  bytesPerSecond: 1,
  answerBytes: 0,
  dataBytes: 0,
};
const PLAN: QueuePlan = {
  threads: 2,
  threadsPerMachine: 1,
  selections: 1,
  concurrent: 1,
  commands: 1,
  steps: 1,
  tasksPerStep: 4,
  costs: FREE,
};
const costing = (costs: Partial<typeof FREE>): QueuePlan => ({
  ...PLAN,
  costs: { ...FREE, ...costs },
});

describe('the simulation of a queue', () => {
  it.each([
    ['two threads, four tasks of a second', PLAN, 2, 1],
    ['a fifth task, for which one thread waits', { ...PLAN, tasksPerStep: 5 }, 3, 5 / 6],
    ['two steps, one after another', { ...PLAN, steps: 2, tasksPerStep: 2 }, 2, 1],
    [
      'steps of one task: one thread has nothing to do',
      { ...PLAN, steps: 2, tasksPerStep: 1 },
      2,
      0.5,
    ],
    [
      'two such selections at the same time',
      { ...PLAN, selections: 2, concurrent: 2, steps: 2, tasksPerStep: 1 },
      2,
      1,
    ],
    ['preparing, once a thread', costing({ prepare: 0.5 }), 2.5, 0.8],
    ['data, one machine after the other', costing({ dataBytes: 1 }), 4, 0.5],
    // 1, 2, 3 and 4 s: each second the line carries one answer.
    ['answers as slow as tasks', costing({ answerBytes: 1 }), 5, 0.4],
    // Tasks are given at 0.5, 1, 1.5 and 2 s; answers are read from 2 s on, half a second each.
    ['a command that needs as long as a task', costing({ commandTask: 1 }), 4, 0.5],
  ])('%s', (_, plan, seconds, efficiency) => {
    const forecast = simulateQueue(plan);
    expect(forecast.seconds).toBeCloseTo(seconds, 9);
    expect(forecast.efficiency).toBeCloseTo(efficiency, 9);
  });

  it('names what is busiest', () => {
    expect(simulateQueue(PLAN)).toMatchObject({ busiest: 'threads', busiestShare: 1 });
    expect(simulateQueue(costing({ answerBytes: 3 })).busiest).toBe('line');
    expect(simulateQueue(costing({ redisTask: 3 })).busiest).toBe('redis');
    expect(simulateQueue(costing({ commandStep: 9 })).busiest).toBe('commands');
  });
});
