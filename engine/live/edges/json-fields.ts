/**
 * Reads fields of JSON that came from outside. Each read checks the kind of the field, and its
 * error says which field is wrong. Messages never show a value, because a value may be a balance.
 */

import { MalformedAnswer } from './failures.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** `value` as an object. @throws MalformedAnswer */
export function objectOf(value: unknown, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw expected('an object', where);
}

/** Items of the array at `name`, as objects. @throws MalformedAnswer */
export function objectsAt(from: JsonObject, name: string, where: string): readonly JsonObject[] {
  const value = from[name];
  if (!Array.isArray(value)) throw expected('an array', `${where}.${name}`);
  return value.map((item, i) => objectOf(item, `${where}.${name}[${i}]`));
}

/** The object at `name`. @throws MalformedAnswer */
export function objectAt(from: JsonObject, name: string, where: string): JsonObject {
  return objectOf(from[name], `${where}.${name}`);
}

/** The text at `name`. @throws MalformedAnswer */
export function textAt(from: JsonObject, name: string, where: string): string {
  const value = from[name];
  if (typeof value === 'string') return value;
  throw expected('a text', `${where}.${name}`);
}

/** The text at `name`, or undefined if there is no text. */
export function optionalText(from: JsonObject, name: string): string | undefined {
  const value = from[name];
  return typeof value === 'string' ? value : undefined;
}

/** The finite number at `name`, written as a number or as text. @throws MalformedAnswer */
export function numberAt(from: JsonObject, name: string, where: string): number {
  return numberOf(from[name], `${where}.${name}`);
}

/** `value` as a finite number, written as a number or as text. @throws MalformedAnswer */
export function numberOf(value: unknown, where: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw expected('a finite number', where);
}

/** The time at `name` (ISO text), ms since 1970. @throws MalformedAnswer */
export function timeAt(from: JsonObject, name: string, where: string): number {
  const time = Date.parse(textAt(from, name, where));
  if (Number.isNaN(time)) throw expected('an ISO time', `${where}.${name}`);
  return time;
}

/** Whether `a` and `b` are the same symbol: `PI_XBTUSD` and `pi_xbtusd` are. */
export function sameSymbol(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function expected(what: string, where: string): MalformedAnswer {
  return new MalformedAnswer(`${where}: expected ${what}`);
}
