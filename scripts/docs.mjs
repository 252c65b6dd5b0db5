/** Writes the parts of the documentation that are made from the code; `--check` only says whether they are up to date. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingsMarkdown } from "../dist/functions/config.js";

const ROOT = join(import.meta.dirname, "..");

/** File → mark → text between `<!-- mark: … -->` and `<!-- /mark -->`. */
const PARTS = { "README.md": { settings: settingsMarkdown } };

const stale = Object.entries(PARTS).filter(([file, marks]) => {
  const path = join(ROOT, file);
  const before = readFileSync(path, "utf8");
  const after = Object.entries(marks).reduce((text, [mark, make]) => replaceBetween(text, mark, make()), before);
  if (after === before) return false;
  if (!process.argv.includes("--check")) writeFileSync(path, after);
  return true;
});

if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`${stale.map(([file]) => file).join(", ")} is not up to date: run npm run docs`);
  process.exit(1);
}

/** @param {string} text @param {string} mark @param {string} content */
function replaceBetween(text, mark, content) {
  const between = new RegExp(`(<!-- ${mark}:[^\\n]*-->\\n)[^]*?(<!-- /${mark} -->)`);
  if (!between.test(text)) throw new Error(`no marks for ${mark}`);
  return text.replace(between, (_all, open, close) => `${open}${content}${close}`);
}
