/** The frames of the worker channel: how they are written, and how they are taken from a stream that may be hostile. */

/** The types of docs/wire.md. */
export type FrameType = "H" | "R" | "X" | "L" | "I" | "S" | "U" | "E" | "C" | "V" | "J" | "T";

export interface Frame {
  readonly type: FrameType;
  readonly payload: Buffer;
}

/** A longer payload is a breach of the protocol as soon as its header is read. */
export const maxPayloadBytes = 6 * 1024 * 1024;

const headerBytes = 5;
const nothing = Buffer.alloc(0);
const fromWorker: ReadonlySet<string> = new Set<FrameType>(["H", "R", "X", "U", "E", "C", "V", "J", "T"]);

/**
 * One frame as bytes.
 *
 * @throws RangeError when the payload is longer than the wire allows.
 */
export function encodeFrame(type: FrameType, payload: Uint8Array | string = ""): Buffer {
  const body = typeof payload === "string" ? Buffer.from(payload, "utf8") : payload;
  if (body.byteLength > maxPayloadBytes) {
    throw new RangeError(`payload of ${body.byteLength} bytes, the wire carries ${maxPayloadBytes}`);
  }
  const frame = Buffer.allocUnsafe(headerBytes + body.byteLength);
  frame.write(type, 0, "latin1");
  frame.writeUInt32BE(body.byteLength, 1);
  frame.set(body, headerBytes);
  return frame;
}

/** Takes frames out of a stream, holding at most one payload. */
export interface FrameDecoder {
  /** Adds what arrived. Ignored after a breach. */
  push(chunk: Buffer): void;
  /** The next whole frame, or undefined until more arrives. */
  next(): Frame | undefined;
  /** What the sender did wrong; null while it keeps to the wire. Nothing is decoded after it. */
  readonly breach: string | null;
  /** Bytes that belong to no frame yet: what follows a hello on an output stream. */
  rest(): Buffer;
}

/**
 * A decoder for what workers send.
 *
 * A payload that arrives in one piece is a view of the chunk; one that arrives in many is copied once into memory
 * of its own length, so that a flood of one-byte chunks costs no more than the bytes themselves.
 *
 * @param longestBytes the longest payload that is taken; a hello needs far less than a value.
 */
export function createFrameDecoder(longestBytes: number = maxPayloadBytes): FrameDecoder {
  let pending: Buffer = nothing;
  let partial: { readonly type: FrameType; readonly payload: Buffer; filled: number } | undefined;
  let breach: string | null = null;

  /** Moves pending bytes into the payload that was begun; gives the frame once it is whole. */
  function fill(): Frame | undefined {
    if (partial === undefined) return undefined;
    const taken = pending.copy(partial.payload, partial.filled);
    partial.filled += taken;
    pending = pending.subarray(taken);
    if (partial.filled < partial.payload.byteLength) return undefined;
    const frame = { type: partial.type, payload: partial.payload };
    partial = undefined;
    return frame;
  }

  return {
    push(chunk) {
      if (breach !== null) return;
      pending = pending.byteLength === 0 ? chunk : Buffer.concat([pending, chunk]);
    },
    next() {
      if (breach !== null || pending.byteLength === 0) return undefined;
      if (partial !== undefined) return fill();
      const type = String.fromCharCode(pending[0] ?? 0);
      if (!isFromWorker(type)) {
        breach = `unknown frame type ${JSON.stringify(type)}`;
        return undefined;
      }
      if (pending.byteLength < headerBytes) return undefined;
      const length = pending.readUInt32BE(1);
      if (length > longestBytes) {
        breach = `frame ${type} announces ${length} bytes, at most ${longestBytes} are taken`;
        return undefined;
      }
      pending = pending.subarray(headerBytes);
      if (pending.byteLength >= length) {
        const payload = pending.subarray(0, length);
        pending = pending.subarray(length);
        return { type, payload };
      }
      partial = { type, payload: Buffer.allocUnsafeSlow(length), filled: 0 };
      return fill();
    },
    get breach() {
      return breach;
    },
    rest() {
      return pending;
    },
  };
}

function isFromWorker(type: string): type is FrameType {
  return fromWorker.has(type);
}
