/** The native parser, held to its bounds: text in, plain tree out. */

import Parser from "tree-sitter";
import Python from "tree-sitter-python";
import { Budget, defaultBounds, type ParseBounds } from "./bounds.js";
import type { Finding } from "./rules/finding.js";
import { tooComplex } from "./rules/too-complex.js";
import type { SyntaxTree } from "./syntax-tree.js";
import { TreeCopy } from "./tree-copy.js";

/** Parses one script after another. */
export class PythonParser {
  readonly #native = new Parser();
  readonly #bounds: ParseBounds;
  #budget: Budget;
  /** One function for all parses: node-tree-sitter never frees the reference that it takes. */
  readonly #progress = (): boolean => this.#budget.isExceeded();

  constructor(bounds: ParseBounds = defaultBounds) {
    this.#bounds = bounds;
    this.#budget = new Budget(bounds);
    this.#native.setLanguage(Python);
  }

  /**
   * @param source normalised text.
   * @returns the tree, or the finding that it is too complex: the check fails closed.
   */
  parse(source: string): SyntaxTree | { readonly refused: Finding } {
    this.#budget = new Budget(this.#bounds);
    // Its types leave out that a parse that was stopped gives null.
    const native = this.#native.parse(source, null, { progressCallback: this.#progress }) as Parser.Tree | null;
    if (native === null) {
      // Otherwise the next parse would resume this one.
      this.#native.reset();
      return { refused: tooComplex(this.#budget.describe()) };
    }
    return new TreeCopy(source, native, this.#bounds, this.#budget).make();
  }
}
