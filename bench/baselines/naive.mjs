/** What the service is measured against: a new `python3 -I` for each request, with no confinement at all. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import functions from "@google-cloud/functions-framework";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { python, packages } = JSON.parse(readFileSync(join(ROOT, ".runtime/python.json"), "utf8"));
const RUNNER = `import json, sys
sys.path.append(${JSON.stringify(packages)})
namespace = {"__name__": "script"}
exec(compile(sys.stdin.read(), "script.py", "exec"), namespace)
print(json.dumps(namespace["main"]()))
`;
const env = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };

functions.http("naive", (request, response) => {
  if (request.path === "/health") return void response.end("{}");
  const child = execFile(python, ["-I", "-c", RUNNER], { env }, (error, stdout) => {
    response.statusCode = error ? 500 : 200;
    response.setHeader("content-type", "application/json");
    response.end(error ? "{}" : stdout);
  });
  child.stdin.end(request.body.script);
});
