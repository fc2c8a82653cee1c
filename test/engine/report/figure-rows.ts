/** The table of a figure as a test reads it. */

/** The cells of the rows of the first table of `html`. */
export function rowsOf(html: string): readonly (readonly string[])[] {
  const start = html.indexOf('<tbody>');
  const body = html.slice(start, html.indexOf('</tbody>', start));
  return [...body.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>([^<]*)/g)].map(([, cell]) => cell!),
  );
}
