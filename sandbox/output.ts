/** What a script printed on one stream: the beginning kept, all of it counted. */

/** The kept text, and how many bytes of the stream it leaves out. */
export interface Printed {
  readonly text: string;
  readonly droppedBytes: number;
}

export interface Output {
  push(chunk: Buffer): void;
  printed(): Printed;
}

const firstCapacity = 4_096;
const nothing = Buffer.alloc(0);

/**
 * Collects a stream in memory that never exceeds `keptBytes`, however small the pieces are that it comes in.
 *
 * @param keptBytes how much of the beginning is kept.
 * @param limitBytes how much may be printed at all.
 * @param onLimit called once, when more than `limitBytes` have come.
 */
export function createOutput(keptBytes: number, limitBytes: number, onLimit: () => void): Output {
  let kept: Buffer = nothing;
  let keptLength = 0;
  let seenBytes = 0;

  function keep(part: Buffer): void {
    const wanted = keptLength + part.byteLength;
    if (wanted > kept.byteLength) {
      const grown = Buffer.allocUnsafeSlow(Math.min(keptBytes, Math.max(wanted, kept.byteLength * 2, firstCapacity)));
      kept.copy(grown, 0, 0, keptLength);
      kept = grown;
    }
    part.copy(kept, keptLength);
    keptLength = wanted;
  }

  return {
    push(chunk) {
      const wasWithin = seenBytes <= limitBytes;
      seenBytes += chunk.byteLength;
      if (keptLength < keptBytes) keep(chunk.subarray(0, keptBytes - keptLength));
      if (wasWithin && seenBytes > limitBytes) onLimit();
    },
    printed() {
      // Cut at the cap, the last character may be half there; at the end of a stream such a half is the script's own.
      const shown = seenBytes > keptLength ? wholeCharacters(kept, keptLength) : keptLength;
      return { text: kept.toString("utf8", 0, shown), droppedBytes: seenBytes - shown };
    },
  };
}

/** The length of `bytes[0..length)` less a UTF-8 sequence that was begun at its end and not finished. */
function wholeCharacters(bytes: Buffer, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? length - back : length;
  }
  return length;
}

function sequenceLength(leadByte: number): number {
  if (leadByte >= 0xf0) return 4;
  return leadByte >= 0xe0 ? 3 : 2;
}
