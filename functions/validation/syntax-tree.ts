/** A parsed script as plain objects: the rules read these and never touch the native tree. */

/** One node of the grammar of tree-sitter-python. Offsets are UTF-16 code units of the source. */
export interface SyntaxNode {
  /** Its kind in the grammar, such as `call`; `ERROR` where the text fits no rule. */
  readonly type: string;
  /** The name under which its parent holds it, such as `body`. */
  readonly field: string | undefined;
  readonly start: number;
  readonly end: number;
  /** The parser put it there itself, to be able to go on; it spans no text. */
  readonly missing: boolean;
  /** Without punctuation and keywords, except right below an `ERROR`, where they are all there is to report. */
  readonly children: readonly SyntaxNode[];
}

/** The tree of one script, with an index by kind, so that most rules need no walk of their own. */
export class SyntaxTree {
  readonly source: string;
  readonly root: SyntaxNode;
  /** Nodes that are missing in the text, in order of position. */
  readonly missing: readonly SyntaxNode[];
  readonly #byType: ReadonlyMap<string, readonly SyntaxNode[]>;

  constructor(
    source: string,
    root: SyntaxNode,
    byType: ReadonlyMap<string, readonly SyntaxNode[]>,
    missing: readonly SyntaxNode[],
  ) {
    this.source = source;
    this.root = root;
    this.#byType = byType;
    this.missing = missing;
  }

  /** Every named node of one kind, at any depth, in order of position. */
  ofType(type: string): readonly SyntaxNode[] {
    return this.#byType.get(type) ?? [];
  }

  text(node: SyntaxNode): string {
    return this.source.slice(node.start, node.end);
  }

  /** The name that Python sees: it compares identifiers after NFKC, so `ｍain` and `main` are one. */
  name(identifier: SyntaxNode): string {
    return this.text(identifier).normalize("NFKC");
  }

  /** `a.b.c` of a `dotted_name`, without the blanks and line continuations that may stand between. */
  dottedName(node: SyntaxNode): string {
    return childrenOfType(node, "identifier")
      .map((part) => this.name(part))
      .join(".");
  }
}

/** The first child held under `field`. */
export function childInField(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field && child.type !== "comment");
}

export function childrenOfType(node: SyntaxNode, type: string): SyntaxNode[] {
  return node.children.filter((child) => child.type === type);
}

/** What stands inside any number of parentheses. */
export function withoutParentheses(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.type === "parenthesized_expression") {
    const next = inner.children.find((child) => child.type !== "comment");
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** The nodes below `node` in order of position; what lies below a node that `enters` refuses is left out. */
export function* descendants(node: SyntaxNode, enters: (node: SyntaxNode) => boolean): Generator<SyntaxNode> {
  const pending: SyntaxNode[] = [];
  for (let next: SyntaxNode | undefined = node; next !== undefined; next = pending.pop()) {
    if (next !== node) yield next;
    if (next === node || enters(next)) {
      // One by one: a spread of a hundred thousand children would overflow the stack.
      for (const child of next.children.toReversed()) pending.push(child);
    }
  }
}
