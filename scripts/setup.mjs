#!/usr/bin/env node
/** Makes a fresh clone ready to run; a second time it finds that all is done. npm's `pre` scripts call it; `--dev` adds the Python checkers. */

// Only this file is read by a Node that is too old: nothing newer than `import()` may stand in it.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `set-up: Node ${process.versions.node} is too old: 20.19 or newer is needed (nodejs.org, or nvm install 24).`,
  );
  process.exitCode = 1;
} else {
  import("./setup/main.mjs").then(({ setUp }) => setUp({ dev: process.argv.includes("--dev") }));
}
