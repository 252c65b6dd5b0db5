/**
 * A zygote that obeys a test: it speaks the protocol of docs/wire.md, and its workers are nothing but their connections.
 *
 * argv[2] is JSON that says how it misbehaves (`FakeZygote` in fake.ts); a worker's script is a JSON list of steps.
 */

import { connect } from "node:net";
import { createInterface } from "node:readline";

const behaviour = JSON.parse(process.argv[2] ?? "{}");
const defaultLayers = ["landlock", "seccomp"];
const workers = new Map();
let socketPath = "";
let forks = 0;

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function encode(type, text = "") {
  const payload = Buffer.from(text);
  const header = Buffer.from([type.charCodeAt(0), 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 1);
  return Buffer.concat([header, payload]);
}

/** Takes the payload of the first `S` frame out of what the server wrote. */
function scriptIn(bytes) {
  let at = 0;
  while (bytes.length >= at + 5) {
    const length = bytes.readUInt32BE(at + 1);
    if (bytes.length < at + 5 + length) return undefined;
    const payload = bytes.subarray(at + 5, at + 5 + length).toString();
    if (String.fromCharCode(bytes[at]) === "S") return payload;
    at += 5 + length;
  }
  return undefined;
}

function fork({ worker, nonce }) {
  forks += 1;
  if (behaviour.failsForks) {
    say({ forkFailed: { worker, message: "EAGAIN" } });
    return;
  }
  say({ forked: { worker, pid: 1_000_000 + worker } });
  const isFailing = forks > (behaviour.soundWorkers ?? Number.POSITIVE_INFINITY);
  const streams = {};
  for (const stream of behaviour.helloOrder ?? ["control", "stdout", "stderr"]) {
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    const said = behaviour.forgesNonces ? "0".repeat(32) : nonce;
    socket.on("error", () => undefined);
    socket.write(encode("H", JSON.stringify({ worker, nonce: said, stream })));
    streams[stream] = socket;
  }
  workers.set(worker, streams);
  const { control } = streams;
  if (isFailing && behaviour.afterwards === "layer-fails") {
    control.write(encode("X", JSON.stringify({ layer: "seccomp", step: "install", message: "EINVAL" })));
    end(worker, { exitCode: 70, signal: null });
    return;
  }
  if (isFailing && behaviour.afterwards === "dies") {
    end(worker, { exitCode: null, signal: 11 });
    return;
  }
  if (isFailing && behaviour.afterwards === "silent") return;
  const layers = isFailing && behaviour.afterwards === "weaker" ? ["seccomp"] : (behaviour.layers ?? defaultLayers);
  control.write(encode("R", JSON.stringify({ layers })));
  let received = Buffer.alloc(0);
  control.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    const script = scriptIn(received);
    if (script === undefined) return;
    control.removeAllListeners("data");
    control.resume();
    void play(worker, streams, JSON.parse(script));
  });
}

async function play(worker, { control, stdout, stderr }, steps) {
  for (const step of steps) {
    if (step.frame) control.write(encode(step.frame, step.text));
    if (step.raw) control.write(Buffer.from(step.raw, "hex"));
    if (step.stdout) stdout.write(step.stdout);
    if (step.stderr) stderr.write(step.stderr);
    if (step.flood) await new Promise((resolve) => stdout.write(Buffer.alloc(step.flood, "x"), resolve));
    if (step.closesControl) control.end();
    if (step.end) end(worker, step.end);
    if (step.reportsEndFirst) {
      report(worker, step.reportsEndFirst);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (step.killsZygote) await flushed(control).then(() => process.kill(process.pid, "SIGKILL"));
    if (step.ignoresKills) behaviour.ignoresKills = true;
  }
  if (!workers.has(worker)) for (const socket of [control, stdout, stderr]) socket.end();
}

function flushed(socket) {
  return new Promise((resolve) => socket.write("", resolve));
}

function report(worker, { exitCode, signal, cpuMs = 2.5 }) {
  if (!workers.has(worker)) return;
  workers.delete(worker);
  say({ ended: { worker, exitCode, signal, cpuMs, peakMemoryBytes: 1_000_000, minorFaults: 10 } });
}

function end(worker, how) {
  const streams = workers.get(worker);
  if (streams === undefined) return;
  for (const socket of Object.values(streams)) socket.end();
  report(worker, how);
}

function obey(line) {
  const command = JSON.parse(line);
  if (command.plan) {
    socketPath = command.plan.socket;
    if (behaviour.failsAtStart) {
      say({ failed: { step: "import pandas", message: "No module named 'pandas'" } });
      process.exit(1);
    }
    if (behaviour.complains) process.stderr.write("a complaint\n");
    if (behaviour.neverWarm) return;
    say({ started: { versions: { python: "3.11.2", pid: String(process.pid) }, landlockAbi: 7, baselineBytes: 1 } });
  } else if (command.fork) {
    fork(command.fork);
  } else if (command.kill && !behaviour.ignoresKills) {
    end(command.kill.worker, { exitCode: null, signal: 9 });
  }
}

createInterface({ input: process.stdin })
  .on("line", obey)
  .on("close", () => behaviour.ignoresEnd || process.exit(0));
