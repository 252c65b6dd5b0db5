/** Tests made from the table: each attack in a mode, and each attack's control. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attackTarget, attackUnconfined } from "./assault.js";
import { nameOf } from "./attack.js";
import { type Controls, startControls } from "./controls.js";
import { isRoot, namespacesFor, nobodyId } from "./machine.js";
import { availability, type Mode } from "./modes.js";
import { attacks } from "./table.js";
import { startTarget, type Target } from "./target.js";

/** A run's own deadline, the wait for a new zygote after a crash, and gVisor's pace. */
const attackTimeoutMs = 90_000;
const startTimeoutMs = 90_000;

/** Every attack in this mode, one after the other on one sandbox. */
export function testAttacksIn(mode: Mode): void {
  const offer = availability(mode);
  describe.skipIf(offer !== true)(offer === true ? mode.name : `${mode.name} (skipped: ${offer})`, () => {
    let target: Target;
    beforeAll(async () => {
      target = await startTarget(mode);
    }, startTimeoutMs);
    afterAll(() => target?.end());

    for (const attack of attacks) {
      test(nameOf(attack), { timeout: attackTimeoutMs }, async () => {
        const complaints = await attackTarget(attack, target);
        expect(complaints, `${nameOf(attack)}, which ${attack.what}, in mode ${mode.name}`).toEqual([]);
      });
    }
  });
}

/** Every attack without confinement: one that does not succeed there tests nothing. */
export function testControls(): void {
  const ownPlaces = namespacesFor(isRoot ? nobodyId : undefined);
  describe("control", () => {
    let controls: Controls;
    beforeAll(async () => {
      controls = await startControls();
    }, startTimeoutMs);
    afterAll(() => controls?.end());

    for (const attack of attacks) {
      test(nameOf(attack), { timeout: attackTimeoutMs }, async ({ skip }) => {
        const { control } = attack;
        if ("none" in control) return skip(`no control, because ${control.none}`);
        if (control.in === "own place" && ownPlaces !== true) return skip(ownPlaces);
        const complaints = await attackUnconfined(attack, controls);
        if (complaints === "absent") return skip("this machine has nothing of what is attacked");
        expect(complaints, `the control of ${nameOf(attack)}`).toEqual([]);
      });
    }
  });
}
