/**
 * An answer of a tool in the form of the protocol: a text, links to the files, and the document, of
 * which parts that are too long for a language model are left out.
 */

import { pathToFileURL } from 'node:url';
import { extname, join } from 'node:path';
import { boundedDocument, boundedLine, boundedText } from './bounded-document.ts';
import type { ToolAnswer, ToolFile } from './tool-messages.ts';

/** Characters of the text and of the document in an answer; together some 8,000 tokens. */
const TEXT_LIMIT = 12_000;
const DOCUMENT_LIMIT = 20_000;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.json': 'application/json',
};

/** The JSON Schema of `structuredContent`. */
export const OUTPUT_SCHEMA = {
  type: 'object' as const,
  properties: {
    exitCode: { enum: [0, 1], description: '1 if the answer is no: a check of audit failed' },
    trialsEver: {
      type: ['integer', 'null'],
      description: 'How many trials anybody ever made on these bars; null if it is not known',
    },
    document: { type: 'object', description: 'The result, without the parts of leftOut' },
    leftOut: {
      type: 'array',
      items: { type: 'string' },
      description: 'Parts that are only in the first of the files, each with its number of items',
    },
    files: {
      type: 'array',
      description: 'Files inside the folder; the first has the whole document',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, bytes: { type: 'integer' } },
        required: ['path', 'bytes'],
      },
    },
    notes: { type: 'array', items: { type: 'string' }, description: 'Warnings and remarks' },
  },
  required: ['exitCode', 'trialsEver', 'document', 'leftOut', 'files', 'notes'],
};

/** A file as a resource of the protocol. @param folder the agent's folder */
export function fileResource(folder: string, { path, bytes }: ToolFile) {
  return {
    uri: pathToFileURL(join(folder, path)).href,
    name: path,
    mimeType: mediaType(path),
    size: bytes,
  };
}

/** The media type of a file, by its ending. */
export function mediaType(path: string): string {
  return MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** The result of a call. @param folder the agent's folder */
export function callResult(answer: ToolAnswer, folder: string) {
  const { exitCode, files, trials } = answer;
  const notes = answer.notes.map((note) => boundedLine(note, LINE_LIMIT));
  const bounded = boundedDocument(answer.document, DOCUMENT_LIMIT);
  const text = [
    boundedText(answer.text, TEXT_LIMIT),
    ...(notes.length === 0
      ? []
      : [boundedText(notes.map((note) => `note: ${note}`).join('\n'), 2000)]),
    trials.sentence,
  ].join('\n\n');
  return {
    content: [
      { type: 'text' as const, text },
      ...files.map((file) => ({ type: 'resource_link' as const, ...fileResource(folder, file) })),
    ],
    structuredContent: {
      exitCode,
      trialsEver: trials.trialsEver,
      ...bounded,
      files: [...files],
      notes: notes.slice(0, MOST_NOTES),
    },
  };
}

/** A selection makes a note for each step; the document has the steps as well. */
const MOST_NOTES = 40;

/** Names and values of a file are quoted in such lines, and a file may have names of any length. */
const LINE_LIMIT = 2000;

/** The result of a call that could not be answered: the line that a user would read. */
export function failureResult(line: string) {
  const text = boundedLine(line, LINE_LIMIT);
  return { content: [{ type: 'text' as const, text }], isError: true };
}
