/** What `/health` says of the pool, and scripts to bring it there. */

/** Stays until it is ended. */
export const naptime = "import time\ndef main():\n    time.sleep(20)\n    return 1";

/** Runs and waiting requests; -1 while the instance starts or drains and shows no pool. */
export function poolOf(health: unknown) {
  const pool = (health as { pool?: { running: number; queued: number } } | null)?.pool;
  return pool ?? { running: -1, queued: -1 };
}
