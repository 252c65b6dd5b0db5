/** The paths of the service and the methods that each takes. */

import { type Problem, refusal } from "./problem.js";

export type Endpoint = "execute" | "health" | "live";

/** Never /healthz: Google's front end keeps paths that end in z for itself. */
const routes = new Map<string, { readonly endpoint: Endpoint; readonly methods: readonly string[] }>([
  ["/execute", { endpoint: "execute", methods: ["POST"] }],
  ["/health", { endpoint: "health", methods: ["GET", "HEAD"] }],
  ["/live", { endpoint: "live", methods: ["GET", "HEAD"] }],
]);

/** @param target the request's target as it came: a path with or without query, or a whole URL. */
export function route(method: string, target: string): Endpoint | Problem {
  const found = routes.get(pathOf(target));
  if (found === undefined) {
    return refusal("not_found", "Nothing is here. There are POST /execute, GET /health and GET /live.");
  }
  if (found.methods.includes(method)) return found.endpoint;
  const allow = found.methods.join(", ");
  return refusal("method_not_allowed", `${pathOf(target)} takes ${allow}, got ${method}`, {
    headers: { Allow: allow },
  });
}

function pathOf(target: string): string {
  const path = target.startsWith("/") ? target : URL.canParse(target) ? new URL(target).pathname : "";
  return path.replace(/[?#].*$/s, "");
}
