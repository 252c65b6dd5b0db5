/** How one run ended, as the server saw it: the closed union that everything above the sandbox switches on. */

/** One line of a traceback, always in the script itself. `line` is 1-based. */
export interface ScriptFrame {
  readonly line: number;
  readonly function: string;
  readonly source: string;
}

/** An exception that left `main()` or the module. Texts are truncated by the worker. */
export interface ScriptException {
  readonly type: string;
  readonly message: string;
  /** Where in the script it was raised; null where no frame of the script was involved. */
  readonly line: number | null;
  /** Outermost call first. */
  readonly traceback: readonly ScriptFrame[];
  /** Frames left out of the middle of a long traceback. */
  readonly omittedFrames: number;
  /** What it was raised from (`__cause__`, else an unsuppressed `__context__`). */
  readonly cause?: ScriptException | undefined;
}

/** CPython's own verdict on a source that passed the static check. Lines and columns as in the API: 1-based, code points. */
export interface CompileError {
  readonly rule: "syntax" | "too-complex";
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The ways in which a script that was handed to a worker can end. */
export type ScriptOutcome =
  | { readonly kind: "returned"; readonly resultJson: Uint8Array }
  | { readonly kind: "raised"; readonly exception: ScriptException }
  | { readonly kind: "invalidResult"; readonly message: string }
  | { readonly kind: "noResult"; readonly exitCode: number }
  | { readonly kind: "timedOut"; readonly limitMs: number }
  | { readonly kind: "cpuLimit"; readonly limitSeconds: number }
  | { readonly kind: "memoryLimit"; readonly limitBytes: number }
  | { readonly kind: "outputLimit"; readonly stream: "stdout" | "stderr"; readonly limitBytes: number }
  | { readonly kind: "crashed"; readonly signal: string }
  | { readonly kind: "notCompiled"; readonly error: CompileError }
  | { readonly kind: "inputRefused"; readonly message: string };

/** The ways in which a request can end for reasons outside its script. */
export type ServiceOutcome =
  /** `prepare` gave no job; the worker was not used. */
  | { readonly kind: "withdrawn" }
  | { readonly kind: "busy"; readonly reason: string; readonly retryAfterSeconds: number }
  | { readonly kind: "unavailable"; readonly reason: string; readonly retryAfterSeconds: number }
  | { readonly kind: "shuttingDown" }
  | { readonly kind: "cancelled" }
  /** A fault of the service; `reason` is for the log only. */
  | { readonly kind: "faulted"; readonly reason: string };

export type Outcome = ScriptOutcome | ServiceOutcome;
