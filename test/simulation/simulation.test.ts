import { expect, it } from 'vitest';
import { DAYS_AN_EPISODE, type Counts } from './episode.ts';
import { runEpisode } from './simulated-days.ts';

const env = process.env;
const days = Number(env['WALKFOREST_SIM_DAYS'] ?? 2_000);
const only = env['WALKFOREST_SIM_EPISODE'];
/** The seed of the first episode, to simulate other days than the usual ones. */
const first = Number(env['WALKFOREST_SIM_FIRST'] ?? 0);

const episodes =
  only === undefined
    ? Array.from({ length: Math.ceil(days / DAYS_AN_EPISODE) }, (_, i) => first + i)
    : [Number(only)];

it(`no order twice, no line lost, position at its target: ${days} simulated days`, async () => {
  const total: Partial<Counts> = {};
  for (const episode of episodes) {
    const counts = await runEpisode(episode).catch((error: Error) => {
      const replay = `WALKFOREST_SIM_EPISODE=${episode} npx vitest run test/simulation`;
      throw new Error(`${error.message}\nreplay: ${replay}`, { cause: error });
    });
    for (const name of Object.keys(counts) as (keyof Counts)[]) {
      total[name] = (total[name] ?? 0) + counts[name];
    }
  }
  expect(total.orders).toBeGreaterThan(0);
  process.stderr.write(`simulated: ${JSON.stringify(total)}\n`);
}, 3_600_000);
