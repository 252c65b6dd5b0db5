/** Lines and columns as people count them, from offsets as JavaScript counts them. */

/** 1-based; the column counts code points, a tab counts one. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** The positions of one normalised text. Each look-up is O(log n), however long a line is. */
export class Positions {
  readonly #lineStarts: readonly number[];
  /** Offsets of the second halves of surrogate pairs: code units that start no code point. */
  readonly #secondHalves: readonly number[];

  constructor(text: string) {
    this.#lineStarts = [0, ...offsetsAfter(text, /\n/g)];
    this.#secondHalves = offsetsAfter(text, /[\uD800-\uDBFF](?=[\uDC00-\uDFFF])/g);
  }

  /** @param offset in UTF-16 code units. */
  at(offset: number): Position {
    const line = countAtMost(this.#lineStarts, offset);
    const start = this.#lineStarts[line - 1] ?? 0;
    const pairs = countAtMost(this.#secondHalves, offset) - countAtMost(this.#secondHalves, start);
    return { line, column: offset - start - pairs + 1 };
  }
}

function offsetsAfter(text: string, pattern: RegExp): number[] {
  return Array.from(text.matchAll(pattern), (match) => match.index + match[0].length);
}

/** How many of the ascending `values` are at most `limit`. */
function countAtMost(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Number.POSITIVE_INFINITY) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
