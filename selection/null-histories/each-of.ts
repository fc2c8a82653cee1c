/** Asynchronous work on several numbers at a time, with results in the order of the numbers. */

/**
 * The results of `work` on 0 … count - 1, of which `atOnce` run at the same time; a number is
 * started when an earlier one ends, lower numbers first. After an error no further work is started.
 * @throws the first error of `work`, after all that was started has ended
 */
export async function eachOf<T>(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
