/**
 * Copies the native tree into plain objects in one pass of a cursor.
 *
 * Everything else that tree-sitter offers is unsafe on hostile input: `toString` and `childWithDescendant` crash the
 * process on deep trees, `parent` and `closest` are O(depth), queries are quadratic and silently incomplete. A cursor is
 * iterative and linear, and a plain tree lets the native one, whose memory V8 does not see, go at once.
 */

import type Parser from "tree-sitter";
import type { Budget, ParseBounds } from "./bounds.js";
import type { Finding } from "./rules/finding.js";
import { tooComplex } from "./rules/too-complex.js";
import { type SyntaxNode, SyntaxTree } from "./syntax-tree.js";

interface Kind {
  readonly type: string;
  readonly named: boolean;
  /** Where the nodes of this kind are listed. */
  readonly list: SyntaxNode[];
}

interface Copied extends SyntaxNode {
  readonly children: Copied[];
}

/** A node on the way from the root to the cursor. */
interface Level {
  /** The nearest node that was copied. */
  readonly node: Copied;
  /** How many blocks it stands in, itself included. */
  readonly blocks: number;
}

const nodesBetweenChecks = 1024;

/** One copy of one tree. */
export class TreeCopy {
  readonly #source: string;
  readonly #cursor: Parser.TreeCursor;
  readonly #bounds: ParseBounds;
  readonly #budget: Budget;
  readonly #hasErrors: boolean;
  readonly #kinds = new Map<number, Kind>();
  readonly #fields = new Map<number, string>();
  readonly #byType = new Map<string, SyntaxNode[]>();
  readonly #missing: SyntaxNode[] = [];

  constructor(source: string, native: Parser.Tree, bounds: ParseBounds, budget: Budget) {
    const root = native.rootNode;
    this.#source = source;
    this.#cursor = root.walk();
    this.#bounds = bounds;
    this.#budget = budget;
    this.#hasErrors = root.hasError;
  }

  /** The copy, or the finding that a bound was passed. */
  make(): SyntaxTree | { readonly refused: Finding } {
    const cursor = this.#cursor;
    const root = this.#copyNode(this.#kind(), false);
    const path: Level[] = [];
    let level: Level = { node: root, blocks: 0 };
    for (let visited = 1; ; visited++) {
      if (visited % nodesBetweenChecks === 0 && this.#budget.isExceeded()) {
        return { refused: tooComplex(this.#budget.describe()) };
      }
      if (cursor.gotoFirstChild()) {
        path.push(level);
        if (path.length > this.#bounds.depth) return this.#tooDeep(`its code nests deeper than ${this.#bounds.depth}`);
      } else {
        while (!cursor.gotoNextSibling()) {
          path.pop();
          if (path.length === 0 || !cursor.gotoParent()) {
            return new SyntaxTree(this.#source, root, this.#byType, this.#missing);
          }
        }
      }
      level = this.#visit(path.at(-1) ?? level);
      if (level.blocks > this.#bounds.blocks) {
        return this.#tooDeep(`its blocks nest deeper than ${this.#bounds.blocks}`);
      }
    }
  }

  /** Copies the node under the cursor if it matters, and gives its level. */
  #visit(parent: Level): Level {
    const kind = this.#kind();
    const missing = this.#hasErrors && this.#cursor.nodeIsMissing;
    if (!kind.named && !missing && parent.node.type !== "ERROR") return parent;
    const node = this.#copyNode(kind, missing);
    parent.node.children.push(node);
    return { node, blocks: parent.blocks + (kind.type === "block" ? 1 : 0) };
  }

  #copyNode(kind: Kind, missing: boolean): Copied {
    const { startIndex: start, endIndex: end } = this.#cursor;
    const node: Copied = { type: kind.type, field: this.#field(), start, end, missing, children: [] };
    if (kind.named) kind.list.push(node);
    if (missing) this.#missing.push(node);
    return node;
  }

  /** Names are asked for once per kind: each call into native code costs 0.1 µs and more. */
  #kind(): Kind {
    const id = this.#cursor.nodeTypeId;
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    const type = this.#cursor.nodeType;
    const named = this.#cursor.nodeIsNamed;
    const list = this.#byType.get(type) ?? [];
    // Keywords share names with nodes (`lambda`), but only nodes are listed.
    if (named) this.#byType.set(type, list);
    const kind = { type, named, list };
    this.#kinds.set(id, kind);
    return kind;
  }

  #field(): string | undefined {
    const id = this.#cursor.currentFieldId;
    if (id === 0) return undefined;
    const known = this.#fields.get(id);
    if (known !== undefined) return known;
    const name = this.#cursor.currentFieldName;
    this.#fields.set(id, name);
    return name;
  }

  #tooDeep(reason: string): { readonly refused: Finding } {
    const start = this.#cursor.startIndex;
    return { refused: tooComplex(`${reason} levels`, start) };
  }
}
