import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Host, readConfig, settingsMarkdown } from "./config.js";
import { readInstalled } from "./installed.js";

const installed = { python: "/opt/python", packages: "/opt/packages", runtime: "/opt/runtime" };
const host = { cpus: 4, tmpdir: "/tmp", installed, projectRoot: "/project" };

function config(env: Record<string, string> = {}) {
  const reading = readConfig(env, host);
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return reading.config;
}

function problems(env: Record<string, string>, around: Host = host) {
  const reading = readConfig(env, around);
  return "problems" in reading ? reading.problems : [];
}

const mib = 1024 * 1024;

test("the defaults are those of the design", () => {
  expect(config()).toEqual({
    maxTimeoutMs: 30_000,
    maxMemoryMb: 256,
    logLevel: "info",
    googleCloudProject: undefined,
    sandbox: {
      mode: "auto",
      nsjailPath: undefined,
      nsjailConfig: "/project/sandbox/nsjail.cfg",
      ...installed,
      runParent: "/tmp",
      firstUid: 64_000,
      slots: 4,
      readyWorkers: 5,
      queueLength: 8,
      queueWaitMs: 2000,
      runsPerZygote: 1000,
      cpuSeconds: 30,
      maxMemoryBytes: 256 * mib,
      scratchBytes: 64 * mib,
      fileBytes: 32 * mib,
      descriptors: 32,
      threads: 64,
      outputKeptBytes: mib,
      outputLimitBytes: 16 * mib,
      resultBytes: 5 * mib,
      resultDepth: 200,
    },
  });
});

test("what follows SLOTS follows it, unless it is set itself", () => {
  expect(config({ SLOTS: "2" }).sandbox).toMatchObject({ slots: 2, readyWorkers: 3, queueLength: 4 });
  expect(config({ SLOTS: "2", QUEUE_LENGTH: "0" }).sandbox).toMatchObject({ slots: 2, queueLength: 0 });
});

test("the slots of a big machine stay within bounds", () => {
  expect(readConfig({}, { ...host, cpus: 192 })).toMatchObject({ config: { sandbox: { slots: 64 } } });
});

test("an empty variable counts as unset", () => {
  expect(config({ SLOTS: "", SANDBOX: "", PYTHON: "", NSJAIL_PATH: "", GOOGLE_CLOUD_PROJECT: "" })).toEqual(config());
});

test("nsjail is the one that set-up installed, unless another is named", () => {
  const equipped = { ...host, installed: { ...installed, nsjail: "/opt/nsjail" } };
  expect(readConfig({}, equipped)).toMatchObject({ config: { sandbox: { nsjailPath: "/opt/nsjail" } } });
  expect(readConfig({ NSJAIL_PATH: "/my/own" }, equipped)).toMatchObject({
    config: { sandbox: { nsjailPath: "/my/own" } },
  });
});

test("settings are taken from the environment, in its units", () => {
  const env = {
    SANDBOX: "rlimit",
    NSJAIL_PATH: "/usr/bin/nsjail",
    PYTHON: "/usr/bin/python3",
    MAX_MEMORY_MB: "512",
    OUTPUT_KEPT_KB: "64",
    LOG_LEVEL: "warn",
    GOOGLE_CLOUD_PROJECT: "p",
  };
  expect(config(env)).toMatchObject({
    maxMemoryMb: 512,
    logLevel: "warn",
    googleCloudProject: "p",
    sandbox: {
      mode: "rlimit",
      nsjailPath: "/usr/bin/nsjail",
      nsjailConfig: "/project/sandbox/nsjail.cfg",
      python: "/usr/bin/python3",
      packages: "/opt/packages",
      maxMemoryBytes: 512 * mib,
      outputKeptBytes: 65_536,
    },
  });
});

test.each([
  ["SLOTS", "0", "SLOTS must be 1..64, got 0"],
  ["SLOTS", "65", "SLOTS must be 1..64, got 65"],
  ["SLOTS", "two", 'SLOTS must be 1..64, got "two"'],
  ["SLOTS", "-1", 'SLOTS must be 1..64, got "-1"'],
  ["SLOTS", "1.5", 'SLOTS must be 1..64, got "1.5"'],
  ["SLOTS", "0x10", 'SLOTS must be 1..64, got "0x10"'],
  ["SLOTS", " 2", 'SLOTS must be 1..64, got " 2"'],
  ["MAX_TIMEOUT_MS", "9".repeat(400), /^MAX_TIMEOUT_MS must be 100\.\.3600000, got 9+$/],
  ["RESULT_MB", "6", "RESULT_MB must be 1..5, got 6"],
  ["SANDBOX", "none", 'SANDBOX must be one of auto, nsjail, rlimit, got "none"'],
  ["LOG_LEVEL", "loud", 'LOG_LEVEL must be one of debug, info, warn, error, silent, got "loud"'],
  ["PYTHON", "python3", 'PYTHON must be an absolute path, got "python3"'],
  ["RUN_DIR", "../tmp", 'RUN_DIR must be an absolute path, got "../tmp"'],
  ["OUTPUT_KEPT_KB", "16384", []],
])("%s=%s is told with its bounds", (name, value, message) => {
  const told = Array.isArray(message)
    ? message
    : [typeof message === "string" ? message : expect.stringMatching(message)];
  expect(problems({ [name]: value })).toEqual(told);
});

test("several bad values are all named", () => {
  expect(problems({ SLOTS: "0", THREADS: "x", SANDBOX: "y" })).toHaveLength(3);
});

test("settings that contradict each other are told", () => {
  expect(problems({ OUTPUT_KEPT_KB: "2048", OUTPUT_LIMIT_MB: "1" })).toEqual([
    "OUTPUT_KEPT_KB must be at most OUTPUT_LIMIT_MB, 1024 KB, got 2048",
  ]);
});

test("without a set-up the way out is named, unless the paths are given", () => {
  const bare = { ...host, installed: undefined };
  const told = problems({ PYTHON: "/usr/bin/python3" }, bare);
  expect(told).toEqual([
    "PYTHON_PACKAGES is not set and .runtime/python.json, which set-up writes, is missing or damaged: run npm run setup",
    "PYTHON_RUNTIME is not set and .runtime/python.json, which set-up writes, is missing or damaged: run npm run setup",
  ]);
  expect(problems({ PYTHON: "/a", PYTHON_PACKAGES: "/b", PYTHON_RUNTIME: "/c" }, bare)).toEqual([]);
});

test("what set-up wrote is read; what it half wrote counts as missing", () => {
  const root = mkdtempSync(join(tmpdir(), "installed-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  expect(readInstalled(root)).toBeUndefined();
  mkdirSync(join(root, ".runtime"));
  for (const [text, expected] of [
    ['{"python":"/opt/py', undefined],
    ['{"python":"/opt/python"}', undefined],
    [JSON.stringify({ ...installed, other: 1 }), installed],
  ] as const) {
    writeFileSync(join(root, ".runtime", "python.json"), text);
    expect(readInstalled(root)).toEqual(expected);
  }
});

test("the table for README has every setting with default, bounds and reason", () => {
  const lines = settingsMarkdown().trimEnd().split("\n");
  expect(lines[0]).toBe("| setting | default | bounds | unit | what it sets |");
  expect(lines).toContain("| `SLOTS` | CPUs | 1..64 | | runs at a time |");
  expect(lines).toContain("| `QUEUE_WAIT_MS` | `2000` | 0..60000 | ms | longest wait for a slot, then 429 |");
  expect(lines).toHaveLength(2 + 25);
  for (const line of lines) expect(line.match(/\|/g)).toHaveLength(6);
});
