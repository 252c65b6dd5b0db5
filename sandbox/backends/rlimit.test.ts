import { afterEach, expect, test, vi } from "vitest";
import { testSettings } from "../testing/settings.js";
import { chooseBackend } from "./choose.js";
import { createRlimitBackend } from "./rlimit.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("the zygote inherits nothing of the server's environment but the BLAS core type", () => {
  vi.stubEnv("SECRET", "canary");
  vi.stubEnv("OPENBLAS_CORETYPE", "Haswell");
  const { env } = createRlimitBackend(testSettings(), false).command();
  expect(Object.keys(env).sort()).toEqual([
    "LC_ALL",
    "MALLOC_ARENA_MAX",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
  ]);
});

test("the interpreter is started isolated", () => {
  const { file, args } = createRlimitBackend(testSettings({ runtime: "/opt/runtime" }), false).command();
  expect([file, ...args]).toEqual(["/usr/bin/python3", "-I", "-S", "-B", "-X", "utf8", "/opt/runtime/zygote.py"]);
});

test("workers have a uid each where the server is root, and its own where it is not", () => {
  expect(createRlimitBackend(testSettings(), true).plan("/s").firstUid).toBe(64_000);
  expect(createRlimitBackend(testSettings(), false).plan("/s").firstUid).toBeNull();
});

test.each(["auto", "rlimit"] as const)("SANDBOX=%s is served in rlimit mode", (mode) => {
  expect(chooseBackend(testSettings({ mode }))).toMatchObject({ backend: { mode: "rlimit" } });
});

test("SANDBOX=nsjail is not served by anything weaker", () => {
  expect(chooseBackend(testSettings({ mode: "nsjail" }))).toHaveProperty("missing");
});
