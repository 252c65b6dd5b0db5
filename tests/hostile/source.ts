/** Puts an attack's text together: the constant PART, the attack, and in place of its toolbox imports their text. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

const toolbox = join(import.meta.dirname, "toolbox");
const attacks = join(import.meta.dirname, "attacks");
/** An ordinary import for whoever reads or checks the file; the service knows no such module. */
const toolboxImport = /^from toolbox\.(\w+) import .*\n/gm;

/** @param file in `attacks/`, without `.py`. */
export function sourceOf(file: string, part?: string): string {
  const attack = readFileSync(join(attacks, `${file}.py`), "utf8");
  const tools = new Set([...attack.matchAll(toolboxImport)].map((match) => match[1] ?? ""));
  const texts = [...tools].sort().map((name) => readFileSync(join(toolbox, `${name}.py`), "utf8"));
  const constant = `PART = ${part === undefined ? "None" : JSON.stringify(part)}\n`;
  return [constant, ...texts, attack.replaceAll(toolboxImport, "")].join("\n");
}
