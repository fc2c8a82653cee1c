import { describe, expect, it } from 'vitest';
import { boundedDocument, boundedLine, boundedText } from '../../../cli/mcp/bounded-document.ts';
import { failureResult } from '../../../cli/mcp/tool-answer.ts';

const LONG = Array.from({ length: 500 }, (_, i) => i);

describe('a bounded document', () => {
  it('is the document itself if it is short', () => {
    const document = { run: { seed: 42 }, steps: [1, 2] };
    expect(boundedDocument(document, 1000)).toEqual({ document, leftOut: [] });
  });

  it('leaves out the longest parts, names them, and keeps verdicts', () => {
    const document = {
      run: { seed: 42 },
      sets: { a: { sharpe: 1.5, curve: LONG, verdict: ['x'.repeat(900)] } },
      steps: LONG,
    };
    const { document: bounded, leftOut } = boundedDocument(document, 1200);
    expect(bounded).toEqual({
      run: { seed: 42 },
      sets: { a: { sharpe: 1.5, verdict: ['x'.repeat(900)] } },
    });
    expect(leftOut).toEqual(['sets.a.curve (500)', 'steps (500)']);
  });

  it('is below its limit, whatever the document is', () => {
    const wide = Object.fromEntries(LONG.map((i) => [`key${i}`, `value ${i}`]));
    const { document, leftOut } = boundedDocument({ wide, deep: { er: { list: LONG } } }, 300);
    expect(JSON.stringify(document).length).toBeLessThanOrEqual(300);
    expect(leftOut.length).toBeGreaterThan(0);
  });
});

it('names at most sixty parts that are left out, and counts the others', () => {
  const months = Object.fromEntries(LONG.map((i) => [`month${i}`, i + 0.123_456_789]));
  const { leftOut } = boundedDocument({ months, days: months }, 300);
  expect(leftOut).toHaveLength(61);
  expect(leftOut.at(-1)).toMatch(/^and \d{3} more parts$/);
});

it('a line from a file is cut, and moves no cursor', () => {
  expect(boundedLine('a\u001B[2Jb\nc\u0007', 100)).toBe('ab c ');
  expect(boundedLine('x'.repeat(5000), 10)).toBe(`${'x'.repeat(10)}… (5000 characters)`);
  const [content] = failureResult(`columns: ${'x'.repeat(1_000_000)}`).content;
  expect(content!.text.length).toBeLessThan(2100);
});

describe('a bounded text', () => {
  it('keeps its beginning and its end, and counts the lines between', () => {
    const text = LONG.map((i) => `line ${i}`).join('\n');
    const bounded = boundedText(text, 300).split('\n');
    expect(bounded[0]).toBe('line 0');
    expect(bounded.at(-1)).toBe('line 499');
    const note = bounded.find((line) => line.startsWith('…'))!;
    expect(note).toContain(`${500 - (bounded.length - 1)} lines left out`);
    expect(boundedText('short', 300)).toBe('short');
  });
});
