/** One worker's life: started, ready, given one job, over. Nothing leads back. */

import { randomBytes } from "node:crypto";
import { layerFailedSchema, parsePayload, readySchema, type WorkerEnd } from "./messages.js";
import type { Channels, Rendezvous } from "./rendezvous.js";
import { type Run, type RunSettings, startRun } from "./run.js";
import type { Job } from "./sandbox.js";
import { describeEnd } from "./verdict.js";
import { createFrameDecoder, type Frame } from "./wire.js";
import type { Zygote } from "./zygote.js";

const startTimeoutMs = 10_000;
/** Between the report of an end and what the process wrote before it, on another channel. */
const lastWordsMs = 250;

export interface WorkerEvents {
  /** Confined; these layers are engaged and verified. */
  ready(layers: readonly string[]): void;
  /** It cannot be used and never saw a script. Not called for one that was discarded or lost with its zygote. */
  failed(reason: string): void;
  /** Its process has ended. Always the last event, called once. */
  gone(): void;
}

export interface Worker {
  readonly id: number;
  readonly slot: number;
  readonly state: "starting" | "ready" | "given" | "over";
  /** Hands over the one job. Only in state `ready`. */
  give(job: Job, settings: RunSettings): Run;
  /** Kills one that is not wanted any more. */
  discard(): void;
  /** The zygote could not fork it. */
  reportUnborn(message: string): void;
  /** The zygote reaped it; null when the zygote itself was lost. */
  reportEnd(end: WorkerEnd | null): void;
}

export function startWorker(
  id: number,
  slot: number,
  rehearse: boolean,
  zygote: Zygote,
  rendezvous: Rendezvous,
  events: WorkerEvents,
): Worker {
  const decoder = createFrameDecoder();
  let state: Worker["state"] = "starting";
  let channels: Channels | undefined;
  let run: Run | undefined;
  let controlEnded = false;
  let isGone = false;
  /** How it ended, once the zygote has said so. */
  let reportedEnd: string | null = null;
  let timer: NodeJS.Timeout | undefined = setTimeout(
    () => fail(`not ready within ${startTimeoutMs} ms`),
    startTimeoutMs,
  );

  function leave(): void {
    clearTimeout(timer);
    timer = undefined;
    state = "over";
    rendezvous.forget(id);
    if (channels === undefined) return;
    for (const socket of [channels.control, channels.stdout, channels.stderr]) socket.destroy();
  }

  function fail(reason: string): void {
    if (state !== "starting" && state !== "ready") return;
    leave();
    zygote.kill(id);
    events.failed(reason);
    if (reportedEnd !== null) noteGone();
  }

  function noteGone(): void {
    if (isGone) return;
    isGone = true;
    events.gone();
  }

  /** It is ending, or seems to: its last frame may say why, but not for long. */
  function windDown(): void {
    if (state !== "starting" && state !== "ready") return;
    clearTimeout(timer);
    if (reportedEnd !== null && controlEnded) fail(reportedEnd);
    else timer = setTimeout(() => fail(reportedEnd ?? "closed its channel"), lastWordsMs);
  }

  function take(frame: Frame): void {
    if (state === "starting" && frame.type === "R") {
      const ready = parsePayload(readySchema, frame.payload);
      if (ready === undefined) fail("malformed R frame");
      else becomeReady(ready.layers);
    } else if (state === "starting" && frame.type === "X") {
      const failure = parsePayload(layerFailedSchema, frame.payload);
      fail(
        failure === undefined
          ? "malformed X frame"
          : `layer ${failure.layer} failed at ${failure.step}: ${failure.message}`,
      );
    } else {
      fail(`sent frame ${frame.type} while ${state}`);
    }
  }

  function becomeReady(layers: readonly string[]): void {
    if (reportedEnd !== null) return;
    clearTimeout(timer);
    timer = undefined;
    state = "ready";
    events.ready(layers);
  }

  const onData = (chunk: Buffer): void => {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) take(frame);
    if (decoder.breach !== null) fail(decoder.breach);
  };
  const onEnd = (): void => {
    controlEnded = true;
    windDown();
  };

  const nonce = randomBytes(16).toString("hex");
  rendezvous.expect(id, nonce, (met) => {
    channels = met;
    met.control.on("data", onData).on("end", onEnd).on("close", onEnd).resume();
  });
  zygote.fork(id, nonce, slot, rehearse);

  return {
    id,
    slot,
    get state() {
      // One that is ending is no use, even while it is not known why.
      return state === "ready" && (controlEnded || reportedEnd !== null) ? "over" : state;
    },
    give(job, settings) {
      if (state !== "ready" || channels === undefined)
        throw new Error(`worker ${id} is ${state} and cannot be given a job`);
      state = "given";
      channels.control.off("data", onData).off("end", onEnd).off("close", onEnd);
      run = startRun(channels, decoder, job, settings, () => zygote.kill(id));
      return run;
    },
    discard() {
      if (state === "over" || state === "given") return;
      leave();
      zygote.kill(id);
    },
    reportUnborn(message) {
      fail(`fork failed: ${message}`);
      noteGone();
    },
    reportEnd(end) {
      if (run !== undefined) {
        run.reportEnd(end);
        if (end === null) void run.finished.then(noteGone);
        else noteGone();
        return;
      }
      if (end === null) {
        leave();
      } else {
        reportedEnd = `ended before it was given a script: ${describeEnd(end)}`;
        windDown();
      }
      // One that has still to be failed is gone after that: its successor must not come before the pause for the failure.
      if (state === "over") noteGone();
    },
  };
}
