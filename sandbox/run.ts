/** One run: a job handed to a worker, watched until its process and its three streams have ended. */

import type { Socket } from "node:net";
import { createDeferred } from "./deferred.js";
import type { WorkerEnd } from "./messages.js";
import type { Decision, Observation, Stop } from "./observation.js";
import { createOutput } from "./output.js";
import type { Channels } from "./rendezvous.js";
import type { Job } from "./sandbox.js";
import { encodeFrame, type Frame, type FrameDecoder } from "./wire.js";

/** For the end of a killed worker to be seen; the zygote's own second for a kill lies within it. */
const endTimeoutMs = 2_000;
/** A process that ended is reported well within this; one that merely closed its channel never will be. */
const closedTimeoutMs = 500;

export interface RunSettings {
  readonly cpuSeconds: number;
  readonly outputKeptBytes: number;
  readonly outputLimitBytes: number;
}

export interface Run {
  /** Ends it; without effect once its outcome is decided. */
  stop(stop: Stop): void;
  /** The zygote's report of the worker's end; null when the zygote was lost. */
  reportEnd(end: WorkerEnd | null): void;
  /** Resolves when everything has ended; the channels are closed then. Never rejects. */
  readonly finished: Promise<Observation>;
}

/**
 * Hands the job over and watches the run.
 *
 * @param decoder what the control channel was read with until now.
 * @param kill asks for the worker's SIGKILL; may be called for one that is gone.
 */
export function startRun(
  channels: Channels,
  decoder: FrameDecoder,
  job: Job,
  settings: RunSettings,
  kill: () => void,
): Run {
  const handedOverAt = performance.now();
  let compiled = false;
  let decision: Decision | null = null;
  let decidedAt: number | null = null;
  let end: WorkerEnd | null | undefined;
  let isOver = false;
  let openStreams = 3;
  let endTimer: NodeJS.Timeout | undefined;
  let closedTimer: NodeJS.Timeout | undefined;
  const finished = createDeferred<Observation>();

  const collect = (stream: "stdout" | "stderr") =>
    createOutput(settings.outputKeptBytes, settings.outputLimitBytes, () => stop({ kind: "output", stream }));
  const stdout = collect("stdout");
  const stderr = collect("stderr");

  const deadline = setTimeout(() => {
    // A result that lies unread in the socket came in time: the poll phase reads it before this immediate.
    setImmediate(() => stop({ kind: "timeout" }));
  }, job.timeoutMs);

  function decide(made: Decision): void {
    if (decision !== null || isOver) return;
    decision = made;
    kill();
    noteOver();
  }

  function stop(reason: Stop): void {
    decide({ kind: "stopped", stop: reason });
  }

  /** From here on only ends are awaited, and not for long. */
  function noteOver(): void {
    decidedAt ??= performance.now();
    clearTimeout(deadline);
    clearTimeout(closedTimer);
    endTimer ??= setTimeout(finish, endTimeoutMs);
  }

  function finishOnceEnded(): void {
    if (end !== undefined && openStreams === 0) finish();
  }

  function finish(): void {
    if (isOver) return;
    isOver = true;
    noteOver();
    clearTimeout(endTimer);
    for (const socket of [channels.control, channels.stdout, channels.stderr]) socket.destroy();
    const now = performance.now();
    finished.resolve({
      compiled,
      decision,
      end: end ?? null,
      wallMs: decidedAt === null ? now - handedOverAt : decidedAt - handedOverAt,
      runMs: now - handedOverAt,
      stdout: stdout.printed(),
      stderr: stderr.printed(),
    });
  }

  function take(frame: Frame): void {
    if (frame.type === "C" && !compiled && frame.payload.byteLength === 0) compiled = true;
    else if (isLast(frame.type, compiled)) decide({ kind: "frame", frame });
    else decide({ kind: "breach", message: `frame ${frame.type} ${compiled ? "after" : "before"} compiled` });
  }

  function drain(): void {
    for (let frame = decoder.next(); frame !== undefined && decision === null; frame = decoder.next()) take(frame);
    if (decoder.breach !== null) decide({ kind: "breach", message: decoder.breach });
  }

  function onControlEnd(): void {
    // Where no report follows, the script has closed the channel and lives on, and no result can come any more.
    if (decision === null && end === undefined && !isOver)
      closedTimer = setTimeout(() => decide({ kind: "closed" }), closedTimeoutMs);
  }

  function watch(socket: Socket, onData: (chunk: Buffer) => void, onEnd: () => void): void {
    let ended = false;
    const once = (): void => {
      if (ended) return;
      ended = true;
      openStreams -= 1;
      onEnd();
      finishOnceEnded();
    };
    if (socket.destroyed || socket.readableEnded) once();
    else socket.on("data", onData).on("end", once).on("close", once).resume();
  }

  watch(
    channels.control,
    (chunk) => {
      if (decision !== null) return;
      decoder.push(chunk);
      drain();
    },
    onControlEnd,
  );
  watch(channels.stdout, stdout.push, () => undefined);
  watch(channels.stderr, stderr.push, () => undefined);
  // One write: the worker finds all of it at its first read.
  channels.control.cork();
  channels.control.write(
    encodeFrame("L", JSON.stringify({ memoryBytes: job.memoryBytes, cpuSeconds: settings.cpuSeconds })),
  );
  channels.control.write(encodeFrame("I", job.inputJson));
  channels.control.write(encodeFrame("S", job.script));
  channels.control.uncork();

  return {
    stop,
    reportEnd(reported) {
      if (end !== undefined || isOver) return;
      end = reported;
      noteOver();
      finishOnceEnded();
    },
    finished: finished.promise,
  };
}

/** Whether a frame of this type may be the last one, before or after `C`. */
function isLast(type: Frame["type"], compiled: boolean): boolean {
  return compiled ? type === "V" || type === "J" || type === "T" : type === "U" || type === "E" || type === "X";
}
