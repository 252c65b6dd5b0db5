/** Entry of a helper process: reads sources from its parent, checks them one by one, ends with its parent. */

import { check } from "./check.js";
import { type Reply, requestSchema } from "./checker-protocol.js";
import { readModulePolicy } from "./module-policy.js";
import { PythonParser } from "./parser.js";

/** V8 does not see the memory of native trees: after this much source they are collected by hand. */
const sourceBetweenCollections = 64 * 1024;
/** What still stands above this after a collection is a leak or fragments: the parent had better start afresh. */
const mostMemoryBytes = 256 * 1024 * 1024;

const policy = readModulePolicy();
const parser = new PythonParser();
const memory = { sourceSinceCollection: 0, worn: false };

process.on("message", (message) => {
  const { source } = requestSchema.parse(message);
  send(answer(source));
  memory.sourceSinceCollection += source.length;
  // After the reply is on its way, so that its caller does not wait for it.
  if (memory.sourceSinceCollection > sourceBetweenCollections) setImmediate(collect);
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C in a terminal reaches the whole group, but the server still drains: it ends this process when it is done.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});

// The first check compiles and loads what all others use.
check("import os\n\n\ndef main(input=None):\n    return [os.getcwd(), input]\n", policy, parser);
send({ kind: "ready" });

function answer(source: string): Reply {
  try {
    return { kind: "verdict", verdict: check(source, policy, parser), worn: memory.worn };
  } catch (error) {
    return { kind: "fault", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

function send(reply: Reply): void {
  if (process.send === undefined) throw new Error("checker-process is started by the server, over IPC only");
  process.send(reply);
}

/** Only tells its parent when it is worn: if it ended by itself, a script just handed over would be lost with it. */
function collect(): void {
  memory.sourceSinceCollection = 0;
  globalThis.gc?.();
  memory.worn = process.memoryUsage.rss() > mostMemoryBytes;
}
