/** Lines out of a stream of bytes, none of them longer than a bound. */

/**
 * Makes a consumer of chunks that calls `onLine` for each line, without its newline. Of a line longer than `longestBytes` the
 * beginning is given and the rest of it dropped.
 */
export function createLineSplitter(longestBytes: number, onLine: (line: string) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let heldBytes = 0;

  function hold(part: Buffer): void {
    const taken = part.subarray(0, longestBytes - heldBytes);
    if (taken.byteLength === 0) return;
    held.push(taken);
    heldBytes += taken.byteLength;
  }

  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      hold(chunk.subarray(from, end));
      const line = Buffer.concat(held).toString("utf8");
      held = [];
      heldBytes = 0;
      from = end + 1;
      onLine(line);
    }
    hold(chunk.subarray(from));
  };
}
