/** One finding of the static check, in the shape in which callers see it. */

export type Rule =
  | "source-text"
  | "too-complex"
  | "syntax"
  | "main-function"
  | "main-return"
  | "import-allowlist"
  | "forbidden-call";

/** Lines and columns are 1-based, columns count code points; the end is exclusive. */
export interface Diagnostic {
  readonly rule: Rule;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** How `main` takes its input, read off its definition. */
export interface MainSignature {
  /** `main(input)` is a valid call. */
  readonly acceptsInput: boolean;
  /** `main()` is not a valid call. */
  readonly requiresInput: boolean;
}

/** What the check says of one source. */
export type Verdict =
  | { readonly valid: true; readonly main: MainSignature }
  | { readonly valid: false; readonly diagnostics: readonly Diagnostic[] };
