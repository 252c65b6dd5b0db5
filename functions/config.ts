/** Every setting of the service, in one table: parsed once at start, and the source of README's table. */

import { join } from "node:path";
import type { SandboxSettings } from "../sandbox/settings.js";
import { choice, installedPath, path, type Setting, type Surroundings, text, whole } from "./setting.js";

/** The service's settings, checked. */
export interface Config {
  readonly sandbox: SandboxSettings;
  /** The most that a request may ask for, and what it gets when it does not ask. */
  readonly maxTimeoutMs: number;
  readonly maxMemoryMb: number;
  readonly logLevel: LogLevel;
  readonly googleCloudProject: string | undefined;
}

export type LogLevel = (typeof logLevels)[number];

export interface Host extends Omit<Surroundings, "slots"> {
  readonly projectRoot: string;
}

const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
const kib = 1024;
const mib = 1024 * kib;

/** In the order in which README shows them. */
const settings = {
  slots: whole({
    env: "SLOTS",
    min: 1,
    max: 64,
    fallback: ({ cpus }) => Math.min(cpus, 64),
    shownDefault: "CPUs",
    why: "runs at a time",
  }),
  readyWorkers: whole({
    env: "READY_WORKERS",
    min: 1,
    max: 128,
    fallback: ({ slots }) => slots + 1,
    shownDefault: "`SLOTS` + 1",
    why: "workers kept ready ahead of need",
  }),
  queueLength: whole({
    env: "QUEUE_LENGTH",
    min: 0,
    max: 1024,
    fallback: ({ slots }) => 2 * slots,
    shownDefault: "2 × `SLOTS`",
    why: "requests that wait for a slot; one more gets 429",
  }),
  queueWaitMs: whole({
    env: "QUEUE_WAIT_MS",
    min: 0,
    max: 60_000,
    fallback: 2000,
    unit: "ms",
    why: "longest wait for a slot, then 429",
  }),
  maxTimeoutMs: whole({
    env: "MAX_TIMEOUT_MS",
    min: 100,
    max: 3_600_000,
    fallback: 30_000,
    unit: "ms",
    why: "wall clock of a run: the most, and the default, of `limits.timeoutMs`",
  }),
  maxMemoryMb: whole({
    env: "MAX_MEMORY_MB",
    min: 16,
    max: 65_536,
    fallback: 256,
    unit: "MB",
    why: "memory of a run over the interpreter's own: the most, and the default, of `limits.memoryMb`",
  }),
  cpuSeconds: whole({ env: "CPU_SECONDS", min: 1, max: 3600, fallback: 30, unit: "s", why: "CPU time of a run" }),
  scratchMb: whole({ env: "SCRATCH_MB", min: 1, max: 4096, fallback: 64, unit: "MB", why: "scratch space of a run" }),
  fileMb: whole({ env: "FILE_MB", min: 1, max: 4096, fallback: 32, unit: "MB", why: "one file in it" }),
  descriptors: whole({ env: "DESCRIPTORS", min: 16, max: 1024, fallback: 32, why: "open files of a run" }),
  threads: whole({ env: "THREADS", min: 1, max: 1024, fallback: 64, why: "threads of a run" }),
  outputKeptKb: whole({
    env: "OUTPUT_KEPT_KB",
    min: 1,
    max: 16_384,
    fallback: 1024,
    unit: "KB",
    why: "kept of stdout and of stderr, each; the rest is counted and dropped",
  }),
  outputLimitMb: whole({
    env: "OUTPUT_LIMIT_MB",
    min: 1,
    max: 1024,
    fallback: 16,
    unit: "MB",
    why: "of stdout or of stderr; more ends the run",
  }),
  // One frame carries the result, and docs/wire.md bounds a frame at 6 MiB.
  resultMb: whole({ env: "RESULT_MB", min: 1, max: 5, fallback: 5, unit: "MB", why: "what `main()` returns, as JSON" }),
  resultDepth: whole({ env: "RESULT_DEPTH", min: 1, max: 500, fallback: 200, unit: "levels", why: "its nesting" }),
  mode: choice({
    env: "SANDBOX",
    words: ["auto", "nsjail", "rlimit"],
    fallback: "auto",
    why: "who jails; `auto` is nsjail where its probe passes",
  }),
  nsjailPath: path({
    env: "NSJAIL_PATH",
    fallback: ({ installed }) => installed?.nsjail,
    shownDefault: "from `npm run setup`",
    why: "another nsjail binary",
  }),
  firstUid: whole({
    env: "SANDBOX_FIRST_UID",
    min: 1000,
    max: 2_000_000_000,
    fallback: 64_000,
    why: "uid of the first worker when the server is root; as many follow as workers live at a time",
  }),
  runsPerZygote: whole({
    env: "RUNS_PER_ZYGOTE",
    min: 1,
    max: 1_000_000,
    fallback: 1000,
    unit: "runs",
    why: "then a new zygote, with a new hash seed and memory layout",
  }),
  python: installedPath({ env: "PYTHON", part: "python", why: "the interpreter, ≥ 3.11" }),
  packages: installedPath({ env: "PYTHON_PACKAGES", part: "packages", why: "folder with numpy, pandas and requests" }),
  runtime: installedPath({
    env: "PYTHON_RUNTIME",
    part: "runtime",
    why: "folder `python-runtime`, as the jail sees it",
  }),
  runDirectory: path<string>({
    env: "RUN_DIR",
    fallback: ({ tmpdir }) => tmpdir,
    shownDefault: "the system's temporary folder",
    why: "where the service makes its sockets and scratch folders",
  }),
  logLevel: choice({
    env: "LOG_LEVEL",
    words: logLevels,
    fallback: "info",
    why: "the least severe line that is logged",
  }),
  googleCloudProject: text({
    env: "GOOGLE_CLOUD_PROJECT",
    fallback: undefined,
    why: "links log lines to their traces in Cloud Logging",
  }),
};

const rows: readonly Setting<unknown>[] = Object.values(settings);

/**
 * Reads the settings; an empty variable counts as unset.
 *
 * @returns the config, or all problems at once, each naming setting, bounds and value.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  host: Host,
): { readonly config: Config } | { readonly problems: readonly string[] } {
  const slots = settings.slots.read(env.SLOTS || undefined, { ...host, slots: 1 });
  const around: Surroundings = { ...host, slots: "value" in slots ? slots.value : 1 };
  const read = <T>(setting: Setting<T>) => setting.read(env[setting.env] || undefined, around);
  const problems = rows.map(read).flatMap((reading) => ("problem" in reading ? reading.problem : []));
  if (problems.length > 0) return { problems };

  const config = arrange(host.projectRoot, (setting) => {
    const reading = read(setting);
    if ("problem" in reading) throw new Error(reading.problem);
    return reading.value;
  });
  const { outputKeptBytes, outputLimitBytes } = config.sandbox;
  if (outputKeptBytes > outputLimitBytes) {
    return {
      problems: [
        `OUTPUT_KEPT_KB must be at most OUTPUT_LIMIT_MB, ${outputLimitBytes / kib} KB, got ${outputKeptBytes / kib}`,
      ],
    };
  }
  return { config };
}

/** README's table of settings. */
export function settingsMarkdown(): string {
  const lines = rows.map((row) =>
    [
      "",
      ` \`${row.env}\` `,
      ...[row.shownDefault, row.bounds, row.unit, row.why].map((cell) => (cell ? ` ${cell} ` : " ")),
      "",
    ].join("|"),
  );
  return ["| setting | default | bounds | unit | what it sets |", "|---|---|---|---|---|", ...lines, ""].join("\n");
}

function arrange(projectRoot: string, value: <T>(setting: Setting<T>) => T): Config {
  const maxMemoryMb = value(settings.maxMemoryMb);
  return {
    maxTimeoutMs: value(settings.maxTimeoutMs),
    maxMemoryMb,
    logLevel: value(settings.logLevel),
    googleCloudProject: value(settings.googleCloudProject),
    sandbox: {
      mode: value(settings.mode),
      nsjailPath: value(settings.nsjailPath),
      nsjailConfig: join(projectRoot, "sandbox/nsjail.cfg"),
      python: value(settings.python),
      packages: value(settings.packages),
      runtime: value(settings.runtime),
      runParent: value(settings.runDirectory),
      firstUid: value(settings.firstUid),
      slots: value(settings.slots),
      readyWorkers: value(settings.readyWorkers),
      queueLength: value(settings.queueLength),
      queueWaitMs: value(settings.queueWaitMs),
      runsPerZygote: value(settings.runsPerZygote),
      cpuSeconds: value(settings.cpuSeconds),
      maxMemoryBytes: maxMemoryMb * mib,
      scratchBytes: value(settings.scratchMb) * mib,
      fileBytes: value(settings.fileMb) * mib,
      descriptors: value(settings.descriptors),
      threads: value(settings.threads),
      outputKeptBytes: value(settings.outputKeptKb) * kib,
      outputLimitBytes: value(settings.outputLimitMb) * mib,
      resultBytes: value(settings.resultMb) * mib,
      resultDepth: value(settings.resultDepth),
    },
  };
}
