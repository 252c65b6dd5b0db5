/** What the JSON on the wire has to look like: one schema for each payload and for each line of the zygote. */

import { z } from "zod";

const text = z.string();
const count = z.number().int().min(0);
const position = z.number().int().min(1);

export const helloSchema = z.object({ worker: count, nonce: text, stream: z.enum(["control", "stdout", "stderr"]) });
export const readySchema = z.object({ layers: z.array(text) });
export const layerFailedSchema = z.object({ layer: text, step: text, message: text });
export const messageSchema = z.object({ message: text });
export const notCompiledSchema = z.object({
  rule: z.enum(["syntax", "too-complex"]),
  message: text,
  line: position,
  column: position,
  endLine: position,
  endColumn: position,
});

const scriptFrameSchema = z.object({ line: count, function: text, source: text });
const exceptionSchema = z.object({
  type: text,
  message: text,
  line: count.nullable(),
  traceback: z.array(scriptFrameSchema),
  omittedFrames: count,
  get cause(): z.ZodOptional<typeof exceptionSchema> {
    return exceptionSchema.optional();
  },
});

/** A `T` frame: the exception, and whether it is one for want of memory. */
export const thrownSchema = z.object({ ...exceptionSchema.shape, memoryError: z.boolean() });

const worker = count;
const startedSchema = z.object({
  versions: z.record(text, text),
  /** 0 or null where the kernel has none. */
  landlockAbi: z.number().int().nullable(),
  baselineBytes: count,
});
const endedSchema = z.object({
  worker,
  exitCode: z.number().int().nullable(),
  signal: z.number().int().nullable(),
  cpuMs: z.number(),
  peakMemoryBytes: z.number(),
  minorFaults: z.number(),
});

/** One line from the zygote; exactly one of the keys is there. */
export const zygoteLineSchema = z.union([
  z.object({ started: startedSchema }),
  z.object({ forked: z.object({ worker, pid: count }) }),
  z.object({ forkFailed: z.object({ worker, message: text }) }),
  z.object({ ended: endedSchema }),
  z.object({ failed: z.object({ step: text, message: text }) }),
]);

/** What the zygote said of itself when it was warm. */
export type ZygoteStarted = z.infer<typeof startedSchema>;
/** How a worker ended, as its parent reaped it: exactly one of `exitCode` and `signal` is not null. */
export type WorkerEnd = Omit<z.infer<typeof endedSchema>, "worker">;
export type LayerFailure = z.infer<typeof layerFailedSchema>;

/**
 * Parses a payload that should be JSON of the schema's shape.
 *
 * @returns undefined when it is not: whose fault that is depends on when it came.
 */
export function parsePayload<T>(schema: z.ZodType<T>, payload: Buffer): T | undefined {
  const parsed = schema.safeParse(parseJson(payload.toString("utf8")));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
