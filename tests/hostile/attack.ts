/** What a row of the table says: an attack, how it shows without confinement that it works, and how it has to end. */

import type { Outcome } from "../../sandbox/outcome.js";
import type { RunReport } from "../../sandbox/sandbox.js";
import type { Look } from "./look.mjs";

export interface Attack {
  /** Its number, T1 to T66: names for attacks that stay when files move. */
  readonly t: number;
  /** In `attacks/`, without `.py`. */
  readonly file: string;
  /** Which of the file's parts; the script finds it as the constant `PART`. */
  readonly part?: string;
  readonly what: string;
  readonly control: Control;
  readonly expected: Expectation;
  /** Where another kind of confinement lets it end differently. */
  readonly under?: Partial<Record<Family, Expectation>>;
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  /** Told to the attack on top of what it is told anyway. */
  readonly setup?: Readonly<Record<string, unknown>>;
  /** Calls off the run after this time, as a caller that goes away. */
  readonly cancelAfterMs?: number;
  /**
   * The only errors with which a way of it may be refused: others would mean that it failed by chance.
   * To find nothing, and that there is nothing of the kind, are always good enough.
   */
  readonly refusals?: readonly string[];
  /** What else must be true; each sentence says what is not. */
  readonly check?: (run: AttackRun) => readonly string[];
}

/** Who keeps files away from a script: that is where the modes differ most. */
export type Family = "jail" | "landlock" | "gvisor";

/** Where and how the attack succeeds unconfined, or why that is not tried. */
export type Control =
  | {
      /** `plain`: as an ordinary user. `own place`: in throw-away user, pid, mount, network, ipc and uts namespaces. */
      readonly in: "plain" | "own place";
      /** Default `success`: it returns, and every way of it worked. */
      readonly shows?: Effect;
      /** Ways that are not tried in the control, and why. */
      readonly except?: Readonly<Record<string, string>>;
      /** It may be that this machine offers nothing of what is attacked. */
      readonly mayBeAbsent?: boolean;
      /** Changes to the setup. */
      readonly setup?: Readonly<Record<string, unknown>>;
    }
  | { readonly none: string };

export type Effect =
  | "success"
  | { readonly signal: string }
  | { readonly exit: number }
  /** Still running when the control's time is over. */
  | "runs on";

export type Expectation =
  /** It returns, and none of its ways worked. */
  | "held"
  /** No attack but what must go on working: it returns, and every way of it worked. */
  | "works"
  | Ending
  | readonly Ending[];

export interface Ending {
  readonly kind: Outcome["kind"];
  /** Of `raised`: the exception's type. */
  readonly type?: string;
  /** Of `crashed`. */
  readonly signal?: string;
  /** Of `outputLimit`. */
  readonly stream?: "stdout" | "stderr";
  /** Of `noResult`. */
  readonly exitCode?: number;
  /** Of `returned`: exactly this JSON text. */
  readonly json?: string;
  /** In the message of `invalidResult` or `raised`. */
  readonly says?: RegExp;
}

/** A report as it comes from the driver: the result as text. */
export type Reported = Omit<RunReport, "outcome"> & {
  readonly outcome: Exclude<Outcome, { kind: "returned" }> | { readonly kind: "returned"; readonly resultJson: string };
};

/** What an attack returns: of each way that it tried, whether it worked. */
export interface Attempts {
  readonly attempts: Readonly<Record<string, Attempt>>;
}

export interface Attempt {
  readonly succeeded: boolean;
  /** errno's name or the exception's; `Nothing` for no result, `Absent` where there is nothing of the kind. */
  readonly error?: string;
  readonly detail: string;
}

/** One attack that was made on a sandbox. */
export interface AttackRun {
  readonly attack: Attack;
  readonly family: Family;
  readonly report: Reported;
  readonly before: Look;
  readonly after: Look;
  /** What the sandbox logged as an error meanwhile. */
  readonly errors: readonly string[];
}

/** `T15 forged frame`: what it is called everywhere. */
export function nameOf(attack: Attack): string {
  const title = attack.file.replace(/^t\d+-/, "").replaceAll("-", " ");
  return `T${attack.t} ${title}${attack.part === undefined ? "" : `: ${attack.part}`}`;
}
