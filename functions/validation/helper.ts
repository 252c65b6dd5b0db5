/** One helper process, seen from the server: started, asked, killed. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type Reply, type Request, replySchema } from "./checker-protocol.js";
import type { Verdict } from "./diagnostic.js";

/** What became of one question. */
type Answer =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  /** The helper answered that the check itself failed. */
  | { readonly kind: "fault"; readonly message: string }
  /** No answer in time; the helper was killed. */
  | { readonly kind: "late" }
  /** The helper died, or said what no helper says and was killed. */
  | { readonly kind: "died" };

/** Its whole command line but for the entry: it may collect garbage by hand, and its heap has a bound. */
const nodeOptions = ["--expose-gc", "--max-old-space-size=256"];

/**
 * Its whole environment: what reads hostile bytes holds none of the server's secrets. With its usual arenas glibc keeps
 * up to a third more of what a dense script took.
 */
const env = { MALLOC_ARENA_MAX: "1" };

/** Of what it writes to stderr, the end, for the error when it does not start. */
const keptErrorLength = 2000;

/** Its process runs from construction until it dies or `kill`. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #entry: string;
  #isGone: boolean;
  #isWorn = false;
  #lastWords = "";

  /** @param entry compiled `checker-process.js`. */
  constructor(entry: string) {
    this.#entry = entry;
    this.#child = fork(entry, [], { env, execArgv: nodeOptions, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    // Without a pid it never ran; the error follows.
    this.#isGone = this.#child.pid === undefined;
    // Not "exit": what it wrote to stderr is complete only now.
    this.#child.once("close", () => {
      this.#isGone = true;
    });
    this.#child.on("error", (error) => this.#hear(error.message));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** False once it is gone, or so worn that it had better go. */
  get isFit(): boolean {
    return !this.#isGone && !this.#isWorn;
  }

  /**
   * Resolves when it is ready to check.
   *
   * @throws when it is not ready in time, with what it wrote to stderr. The process is gone then.
   */
  async waitUntilReady(timeoutMs: number): Promise<void> {
    const reply = await this.#receive(timeoutMs);
    if (reply.kind === "ready") return;
    await this.kill();
    throw new Error(`the helper process ${this.#entry} did not start (${reply.kind}): ${this.#lastWords.trim()}`);
  }

  /** Asks for one verdict; ask again only after the answer. After `late` and `died` the process is gone. */
  async check(source: string, timeoutMs: number): Promise<Answer> {
    const request: Request = { source };
    // An error here means that the channel is closed: the end, which follows, tells the rest.
    this.#child.send(request, () => {});
    const reply = await this.#receive(timeoutMs);
    if (reply.kind === "verdict") {
      this.#isWorn = reply.worn;
      return { kind: "verdict", verdict: reply.verdict };
    }
    if (reply.kind === "fault") return reply;
    await this.kill();
    return { kind: reply.kind === "late" ? "late" : "died" };
  }

  /** Resolves when the process is gone, or when the wait is aborted. */
  async waitUntilGone(signal?: AbortSignal): Promise<void> {
    while (!this.#isGone && !signal?.aborted) {
      // Rejects when aborted, and on an "error" of the channel, which the end follows.
      await once(this.#child, "close", signal && { signal }).catch(() => {});
    }
  }

  /** Resolves when it is gone. SIGKILL, because a parse in native code hears nothing else. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.waitUntilGone();
  }

  #hear(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-keptErrorLength);
  }

  async #receive(timeoutMs: number): Promise<Reply | { kind: "late" } | { kind: "died" }> {
    const settled = new AbortController();
    const { signal } = settled;
    try {
      return await Promise.race([
        once(this.#child, "message", { signal }).then(([message]) => {
          const { data } = replySchema.safeParse(message);
          return data ?? ({ kind: "died" } as const);
        }),
        this.waitUntilGone(signal).then(() => ({ kind: "died" }) as const),
        delay(timeoutMs, { kind: "late" } as const, { signal }),
      ]);
    } catch {
      return { kind: "died" };
    } finally {
      settled.abort();
    }
  }
}
