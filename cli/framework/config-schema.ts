/**
 * The JSON Schema of `--config` files, made from the option tables. `npm run references` writes it
 * to cli/config.schema.json, where editors can find it; a test checks that the file is equal.
 */

import type { OptionRow, OptionTable } from '../../engine/core/options.ts';
import type { Command } from './command.ts';
import type { JsonObject } from './json-document.ts';

/**
 * The schema: `$defs` has one object for each command. A file is one of these objects, or has
 * several of them, each under the name of its command.
 */
export function configSchema(commands: readonly Command[]): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'walkforest --config file',
    description:
      'Options of one command (point "$schema" at #/$defs/<command> to be exact), or an object ' +
      "of options for each of several commands, under the command's name.",
    anyOf: [...commands.map(referenceTo), sectionsSchema(commands)],
    $defs: Object.fromEntries(commands.map((each) => [each.name, commandSchema(each)])),
  };
}

function referenceTo({ name }: Command): JsonObject {
  return { $ref: `#/$defs/${name}` };
}

function sectionsSchema(commands: readonly Command[]): JsonObject {
  const sections = commands.map((command) => [command.name, referenceTo(command)]);
  return {
    type: 'object',
    description: 'Options of several commands, an object for each.',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(sections) },
    additionalProperties: false,
  };
}

function commandSchema({ purpose, options }: Command): JsonObject {
  const { properties, ...schema } = optionsSchema(options);
  return {
    ...schema,
    description: purpose,
    properties: { $schema: { type: 'string' }, ...properties },
    additionalProperties: false,
  };
}

/** The JSON Schema of an object of these options. */
export function optionsSchema(options: OptionTable) {
  const rows = Object.entries(options).map(([name, row]) => [name, rowSchema(row)]);
  const properties = Object.fromEntries(rows) as Readonly<Record<string, JsonObject>>;
  return { type: 'object' as const, properties, additionalProperties: false };
}

function rowSchema(row: OptionRow): JsonObject {
  const description = row.unit === undefined ? row.doc : `${row.doc} [${row.unit}]`;
  const fallback = row.default === undefined ? {} : { default: row.default };
  return { description, ...valueSchema(row), ...fallback };
}

function valueSchema(row: OptionRow): JsonObject {
  switch (row.kind) {
    case 'integer':
      return { type: 'integer', minimum: row.min, maximum: row.max };
    case 'number': {
      const range = { type: 'number', minimum: row.min, maximum: row.max };
      return row.orChoice === undefined ? range : { anyOf: [range, { const: row.orChoice }] };
    }
    case 'text':
      return { type: 'string', minLength: 1, ...patternOf(row) };
    case 'choice':
      return { enum: row.choices };
    case 'flag':
      return { type: 'boolean' };
    case 'list': {
      const items = { type: 'string', minLength: 1, ...patternOf(row) };
      return { type: ['array', 'string'], items, minLength: 1 };
    }
    case 'integers':
      return {
        type: ['array', 'string'],
        items: { type: 'integer', minimum: row.min, maximum: row.max },
        minLength: 1,
      };
  }
}

function patternOf({ pattern }: { readonly pattern?: string }): JsonObject {
  return pattern === undefined ? {} : { pattern: `^(?:${pattern})$` };
}
