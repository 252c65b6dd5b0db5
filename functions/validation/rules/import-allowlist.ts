/** The rule `import-allowlist`: an import statement names modules that this service has. */

import { importsOf } from "../imports.js";
import type { ModulePolicy } from "../module-policy.js";
import type { SyntaxTree } from "../syntax-tree.js";
import { type Finding, findingAt, quote } from "./finding.js";

export function checkImports(tree: SyntaxTree, policy: ModulePolicy): Finding[] {
  const available = describeAvailable(policy);
  return importsOf(tree).flatMap(({ module, topLevel, node }) => {
    if (topLevel === "") {
      const message = `The relative import ${quote(module)} cannot work: a script is one file and no package. ${available}`;
      return [findingAt(node, "import-allowlist", message)];
    }
    if (policy.allowed.has(topLevel)) return [];
    const reason = policy.refused.get(topLevel);
    const why = reason === undefined ? "" : ` (${quote(topLevel)} ${reason}.)`;
    return [
      findingAt(node, "import-allowlist", `${quote(topLevel)} is not available in this service. ${available}${why}`),
    ];
  });
}

function describeAvailable(policy: ModulePolicy): string {
  const refused = [...policy.refused.keys()].join(", ");
  return `Available: os, ${policy.packages.join(", ")} and the standard library except ${refused}.`;
}
