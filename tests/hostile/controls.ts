/** Attacks without confinement, as an ordinary user, in surroundings like those of the sandboxes. */

import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Canaries, placeCanaries } from "./canaries.js";
import { readInstallation } from "./installation.js";
import { startLineProcess } from "./line-process.js";
import { asUser, isRoot, networkNamespace, nobodyId } from "./machine.js";
import type { Surroundings } from "./target.js";

const places = join(import.meta.dirname, "places");

export interface ControlJob {
  readonly steps: readonly { readonly source: string; readonly setup: unknown }[];
  readonly how: "sequence" | "parallel" | "together" | "forks";
  readonly ownPlace: boolean;
  readonly timeoutMs: number;
  /** Modules that are imported before the first fork. */
  readonly preload?: readonly string[];
}

/** How one process of a control ended; one a step, or one for all where they ran together. */
export interface ControlEnding {
  readonly running: boolean;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly outputBytes: number;
  readonly results: readonly { readonly result?: unknown; readonly error?: string }[];
}

export interface Controls {
  readonly folder: string;
  readonly canaries: Canaries;
  readonly surroundings: Surroundings;
  run(job: ControlJob): Promise<readonly ControlEnding[]>;
  end(): Promise<void>;
}

export async function startControls(): Promise<Controls> {
  const { python, packages } = readInstallation();
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  chmodSync(folder, 0o755);
  const userId = isRoot ? nobodyId : undefined;
  const canaries = placeCanaries(folder, userId);
  const text = (name: string): string => readFileSync(join(places, name), "utf8");
  const runner = startLineProcess(
    [
      ...[python, "-I", "-B", join(places, "surroundings.py")],
      JSON.stringify({ folder, namespace: networkNamespace() }),
      ...(userId === undefined ? [] : asUser(userId)),
      ...[python, "-I", "-B", "-c", text("controls.py"), text("stage.py"), packages],
    ],
    { PATH: process.env.PATH ?? "", HOSTILE_SECRET: canaries.secret, OPENBLAS_NUM_THREADS: "2" },
  );
  const first = await runner.first;
  return {
    folder,
    canaries,
    surroundings: first.ready as Surroundings,
    async run(job) {
      const answer = await runner.ask({ ...job });
      if (answer.fault !== undefined) throw new Error(`the control could not be run: ${answer.fault}`);
      return answer.endings as ControlEnding[];
    },
    async end() {
      await runner.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
