import { describe, expect, it } from 'vitest';
import { probabilityClasses } from '../../../engine/portfolio/probability-classes.ts';

describe('probabilityClasses', () => {
  it('is up above the threshold, else down above it, else neutral', () => {
    const rows = [
      [0.2, 0.3, 0.5],
      [0.5, 0.3, 0.2],
      [0.3, 0.4, 0.3],
      [0.45, 0.1, 0.45], // both: up is asked first
      [0.2, 0.4, 0.4], // the threshold itself is not above it
    ];
    const probabilities = Float64Array.from(rows.flat());
    expect([...probabilityClasses(probabilities, 0.4)]).toEqual([1, -1, 0, 1, 0]);
    expect([...probabilityClasses(probabilities, 0.3)]).toEqual([1, -1, 0, 1, 1]);
    expect([...probabilityClasses(probabilities, 0.5)]).toEqual([0, 0, 0, 0, 0]);
  });
});
