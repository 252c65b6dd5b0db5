import { afterEach, expect, test, vi } from "vitest";
import { testSettings } from "../testing/settings.js";
import { chooseBackends } from "./choose.js";
import { createNsjailBackend } from "./nsjail.js";
import { createRlimitBackend } from "./rlimit.js";

const site = { socket: "/run/sandbox-1/workers.sock", readable: ["/opt/packages", "/usr/lib/python3.13"] };
const settings = testSettings({ runtime: "/opt/runtime", nsjailPath: "/opt/nsjail" });

afterEach(() => {
  vi.unstubAllEnvs();
});

function names(...args: Parameters<typeof chooseBackends>): string[] {
  return chooseBackends(...args).backends.map(({ name }) => name);
}

test("the zygote inherits nothing of the server's environment but the BLAS core type", () => {
  vi.stubEnv("SECRET", "canary");
  vi.stubEnv("OPENBLAS_CORETYPE", "Haswell");
  const { env } = createRlimitBackend(settings, false, "self").command(site);
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

test("no secret is in nsjail's environment or among its arguments, which everyone can read", () => {
  vi.stubEnv("SECRET", "canary");
  const { env, args } = createNsjailBackend(settings, "/opt/nsjail", true).command(site);
  expect(env).toEqual({});
  expect(args.join(" ")).not.toContain("canary");
});

test("the interpreter is started isolated, in every mode", () => {
  const isolated = ["/usr/bin/python3", "-I", "-S", "-B", "-X", "utf8", "/opt/runtime/zygote.py"];
  const plain = createRlimitBackend(settings, false, "self").command(site);
  expect([plain.file, ...plain.args]).toEqual(isolated);
  expect(createNsjailBackend(settings, "/opt/nsjail", true).command(site).args.slice(-isolated.length)).toEqual(
    isolated,
  );
});

test("nsjail shows the zygote Python's own files, the runtime and the socket, and maps root to another uid", () => {
  const { args } = createNsjailBackend(settings, "/opt/nsjail", true).command(site);
  const shown = args.filter((_, index) => args[index - 1] === "-R");
  expect(shown).toEqual(["/opt/packages", "/usr/lib/python3.13", "/opt/runtime", "/run/sandbox-1"]);
  expect(args.join(" ")).toContain("-u 64000:64000:16 -g 64000:64000:16");
});

test("an ordinary user stays who it is", () => {
  expect(createNsjailBackend(settings, "/opt/nsjail", false).command(site).args).not.toContain("-u");
  expect(createRlimitBackend(settings, false, "none").plan(site).firstUid).toBeNull();
});

test("the socket belongs to whoever connects: the jail's user, or the root that makes the workers' uids", () => {
  expect(createRlimitBackend(settings, true, "self").socketOwner).toBe(64_000);
  expect(createRlimitBackend(settings, true, "none").socketOwner).toBeNull();
  expect(createNsjailBackend(settings, "/opt/nsjail", true).socketOwner).toBe(64_000);
});

test("auto tries the strongest first, and every weaker one after it", () => {
  expect(names({ ...settings, mode: "auto" }, true)).toEqual([
    "nsjail",
    "rlimit with a jail of its own",
    "rlimit without namespaces",
  ]);
});

test("nsjail is not served by anything weaker", () => {
  expect(names({ ...settings, mode: "nsjail" }, true)).toEqual(["nsjail"]);
  expect(chooseBackends(testSettings({ mode: "nsjail" }), true)).toMatchObject({
    backends: [],
    missing: expect.stringContaining("NSJAIL_PATH"),
  });
});

test("rlimit does without nsjail even where there is one", () => {
  expect(names({ ...settings, mode: "rlimit" }, false)).toEqual([
    "rlimit with a jail of its own",
    "rlimit without namespaces",
  ]);
});
