/**
 * The rooms of engine/live: which room imports which, and that one room alone names the exchange.
 * Findings are `path:line: what is wrong`.
 */

import type { Import } from './imports.ts';
import { findLines, type Source } from './sources.ts';

const LIVE = 'engine/live/';

/** The files right below engine/live, which run the day by using the rooms. */
const DAY = 'the day';

/**
 * The rooms that each room may import besides itself. Nobody imports the exchange's client: the
 * caller of the day builds it, and the rooms know it by the interface in plan/exchange.ts only.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  edges: [],
  plan: [],
  model: ['edges'],
  journal: ['edges', 'model', 'plan'],
  kraken: ['edges', 'plan'],
  orders: ['edges', 'journal', 'plan'],
  [DAY]: ['edges', 'journal', 'model', 'orders', 'plan'],
  // It knows bars and models, and cannot trade, because it knows no orders and no journal.
  retrain: ['edges', 'model', 'plan', DAY],
};

/** Single files of a room that another room may not import, though it may import the room. */
const CLOSED_FILES: readonly (readonly [room: string, file: string])[] = [
  ['journal', 'engine/live/edges/http.ts'],
  ['journal', 'engine/live/edges/node-fetch.ts'],
];

/**
 * Where the exchange's name may stand outside of its room: environment variables that deployments
 * already set under these names.
 */
const NAMES_OF_THE_CONTRACT = {
  path: 'engine/live/live-settings.ts',
  names: /'KRAKEN_[A-Z_]+'/g,
} as const;

/** Imports inside engine/live that go from a room to one that it must not know. */
export function roomFindings(imports: readonly Import[]): readonly string[] {
  return imports.flatMap(({ from, line, to }) => {
    const room = roomOf(from);
    if (room === undefined) return [];
    const say = (what: string): string[] => [`${from}:${line}: ${what}`];
    const allowed = ROOMS[room];
    if (allowed === undefined) return say(`${room}/ is no room of the list`);
    const target = roomOf(to);
    if (target === undefined) {
      const alone = room === 'edges' && to.endsWith('.ts') && !to.startsWith('engine/core/');
      return alone ? say(`edges/ knows engine/core only: ${to}`) : [];
    }
    if (target !== room && !allowed.includes(target)) return say(`${room} must not know ${to}`);
    const closed = CLOSED_FILES.some(([by, file]) => by === room && file === to);
    return closed ? say(`${room} must not know ${to}`) : [];
  });
}

/** Lines outside of kraken/ that name the exchange, in code or in a comment. */
export function exchangeNameFindings(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ path }) => path.startsWith(LIVE) && roomOf(path) !== 'kraken')
    .flatMap(({ path, text }) => {
      const { path: excused, names } = NAMES_OF_THE_CONTRACT;
      const rest = path === excused ? text.replaceAll(names, '') : text;
      return findLines({ path, text: rest }, /kraken/i, 'names the exchange');
    });
}

/** The room of a file of engine/live, or undefined for another file. */
function roomOf(path: string): string | undefined {
  if (!path.startsWith(LIVE) || !path.endsWith('.ts')) return undefined;
  const [folder, ...below] = path.slice(LIVE.length).split('/');
  return below.length === 0 ? DAY : folder;
}
