/** Whether an attack was held, and whether its control shows that there was something to hold. */

import type { Attack, AttackRun, Attempt, Attempts, Control, Ending, Reported } from "./attack.js";
import type { ControlEnding } from "./controls.js";
import type { Look } from "./look.mjs";

/** Everything that is wrong with a run, in sentences; empty when the attack was held. */
export function complaintsAbout(run: AttackRun): string[] {
  const { attack, family, report } = run;
  const expected = attack.under?.[family] ?? attack.expected;
  return [
    ...(expected === "held" || expected === "works"
      ? complaintsAboutAttempts(attack, report, expected === "works")
      : complaintsAboutEnding(report, Array.isArray(expected) ? expected : [expected])),
    ...complaintsAboutMachine(run),
    ...(attack.check?.(run) ?? []),
  ];
}

function complaintsAboutAttempts(attack: Attack, report: Reported, mustWork: boolean): string[] {
  const attempts = attemptsOf(report);
  if (attempts === undefined) return [`it should have returned what it tried; ${describe(report)}`];
  const names = Object.keys(attempts);
  if (names.length === 0) return ["it tried nothing"];
  return names.flatMap((name) => {
    const attempt = attempts[name] as Attempt;
    const what = `${name}: ${attempt.error ?? ""} ${attempt.detail}`;
    if (mustWork) return attempt.succeeded || attempt.error === "Absent" ? [] : [`did not work: ${what}`];
    if (attempt.succeeded) return [`GOT THROUGH: ${what}`];
    const isExpected = attack.refusals?.concat("Nothing", "Absent").includes(attempt.error ?? "") ?? true;
    return isExpected ? [] : [`refused, but not with ${attack.refusals?.join(" or ")}: ${what}`];
  });
}

function complaintsAboutEnding(report: Reported, allowed: readonly Ending[]): string[] {
  const { outcome } = report;
  const fits = ({ kind, type, signal, exitCode, stream, json, says }: Ending): boolean => {
    if (outcome.kind !== kind) return false;
    if (type !== undefined && !(outcome.kind === "raised" && outcome.exception.type === type)) return false;
    if (signal !== undefined && !(outcome.kind === "crashed" && outcome.signal === signal)) return false;
    if (stream !== undefined && !(outcome.kind === "outputLimit" && outcome.stream === stream)) return false;
    if (exitCode !== undefined && !(outcome.kind === "noResult" && outcome.exitCode === exitCode)) return false;
    if (json !== undefined && !(outcome.kind === "returned" && outcome.resultJson === json)) return false;
    const text = outcome.kind === "raised" ? outcome.exception.message : "message" in outcome ? outcome.message : "";
    return says === undefined || says.test(text);
  };
  if (allowed.some(fits)) return [];
  const wanted = allowed.map((ending) => Object.values(ending).join(" ")).join(", or ");
  return [`it should have ended as ${wanted}; ${describe(report)}`];
}

/** Whatever the attack did to itself: nothing around it may have changed. */
function complaintsAboutMachine({ before, after, errors }: AttackRun): string[] {
  const complaints: string[] = [];
  const met = after.contacts.slice(before.contacts.length);
  if (met.length > 0) complaints.push(`GOT THROUGH: it reached ${[...new Set(met)].join(", ")}`);
  complaints.push(...errors.map((line) => `the service logged an error: ${line}`));
  const zombies = zombiesIn(after) - zombiesIn(before);
  if (zombies > 0) complaints.push(`${zombies} zombies are left`);
  if (after.processes.length > before.processes.length) {
    complaints.push(`${after.processes.length - before.processes.length} processes more than before`);
  }
  if (after.entries.length > before.entries.length) {
    const left = after.entries.filter((path) => !before.entries.includes(path));
    complaints.push(`files are left: ${left.slice(0, 5).join(", ")}`);
  }
  const strangers = after.strangers.filter((path) => !before.strangers.includes(path));
  if (strangers.length > 0)
    complaints.push(`GOT THROUGH: files of a worker's are in ${strangers.slice(0, 5).join(", ")}`);
  return complaints;
}

/** Processes that ended and that nobody has collected. */
export function zombiesIn(look: Look): number {
  return look.processes.filter(({ state }) => state === "Z").length;
}

/** What is wrong with a control; `absent` where the machine has nothing of what is attacked. */
export function complaintsAboutControl(
  control: Exclude<Control, { none: string }>,
  ending: ControlEnding,
): string[] | "absent" {
  const { shows = "success" } = control;
  if (shows === "runs on") return ending.running ? [] : [`it did not run on; ${describeControl(ending)}`];
  if (shows !== "success") {
    const fits = "signal" in shows ? ending.signal === shows.signal : ending.exit === shows.exit;
    return fits ? [] : [`it did not end with ${Object.values(shows)}; ${describeControl(ending)}`];
  }
  const attempts = (ending.results[0]?.result as Partial<Attempts> | undefined)?.attempts;
  if (attempts === undefined) return [describeControl(ending)];
  const tried = Object.entries(attempts);
  const failed = tried.filter(([, { succeeded, error }]) => !succeeded && error !== "Absent");
  if (failed.length > 0) {
    return failed.map(([name, { error, detail }]) => `does not succeed unconfined: ${name}: ${error ?? ""} ${detail}`);
  }
  if (tried.some(([, { succeeded }]) => succeeded)) return [];
  return control.mayBeAbsent ? "absent" : [`nothing of it is on this machine: ${JSON.stringify(attempts)}`];
}

function attemptsOf(report: Reported): Record<string, Attempt> | undefined {
  if (report.outcome.kind !== "returned") return undefined;
  const result = JSON.parse(report.outcome.resultJson) as Partial<Attempts> | null;
  return result?.attempts;
}

export function describe({ outcome, stdout, stderr }: Reported): string {
  const printed = (stdout + stderr).slice(-300);
  return `it ended as ${JSON.stringify(outcome).slice(0, 600)}${printed && `, having printed ${JSON.stringify(printed)}`}`;
}

function describeControl({ running, exit, signal, results }: ControlEnding): string {
  return `the control ended as ${JSON.stringify({ running, exit, signal, results }).slice(0, 800)}`;
}
