import { parseSync } from '@swc/core';
import { z } from 'zod';

/** Something in a source file that a house rule counts. */
export interface Found {
  line: number;
  what: string;
}

/** A place in a tree; what it holds besides depends on its type. */
export interface Node extends Readonly<Record<string, unknown>> {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
}

/** A parsed source file; offsets of the parser become lines. */
export interface Source {
  file: string;
  text: string;
  lines: string[];
  /** All that its tree holds, parents first. */
  nodes: readonly Node[];
  lineAt(offset: number): number;
}

/** Parses TypeScript, with JSX for `.tsx`. */
export function parseSource(file: string, text: string): Source {
  const tree = parseSync(text, {
    syntax: 'typescript',
    tsx: file.endsWith('.tsx'),
    target: 'es2022',
  });
  const lines = text.split('\n');
  // The parser counts bytes, from one.
  const ends: number[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    ends.push(bytes);
  }
  const lineAt = (offset: number): number => ends.findIndex((end) => offset <= end) + 1;
  return { file, text, lines, nodes: listNodes(tree), lineAt };
}

// Millions pass here, so each is looked at by hand: a schema would copy it with all below it.
function listNodes(tree: unknown, nodes: Node[] = []): Node[] {
  if (typeof tree !== 'object' || tree === null) return nodes;
  if (isNode(tree)) nodes.push(tree);
  for (const part of Array.isArray(tree) ? tree : Object.values(tree)) {
    if (typeof part === 'object') listNodes(part, nodes);
  }
  return nodes;
}

function isNode(tree: object): tree is Node {
  return 'type' in tree && typeof tree.type === 'string';
}

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
]);

/** Functions longer than `maxLines`; with `onlyNamed`, arrow functions (a test's callbacks) may be longer. */
export function findLongFunctions(source: Source, maxLines: number, onlyNamed: boolean): Found[] {
  const found: Found[] = [];
  for (const { type, span } of source.nodes) {
    if (span === undefined || !functionTypes.has(type)) continue;
    if (onlyNamed && type === 'ArrowFunctionExpression') continue;
    const from = source.lineAt(span.start);
    const length = source.lineAt(span.end) - from + 1;
    if (length > maxLines) found.push({ line: from, what: `a function of ${length} lines` });
  }
  return found;
}

const ownerSchema = z.object({ params: z.array(z.unknown()) });

/** Functions that take more positional parameters than `most`. */
export function findManyParameters(source: Source, most: number): Found[] {
  const found: Found[] = [];
  for (const node of source.nodes) {
    if (!functionTypes.has(node.type) || node.span === undefined) continue;
    const owner = ownerSchema.safeParse(node.function ?? node);
    if (!owner.success) continue;
    const count = owner.data.params.length;
    if (count <= most) continue;
    found.push({ line: source.lineAt(node.span.start), what: `${count} positional parameters` });
  }
  return found;
}

/** Which functions a file's tests call, and which its own functions call, each by name. */
export interface Calls {
  inTests: ReadonlySet<string>;
  byFunction: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads who calls whom; a test is an `it(…)`, an `it.each(…)(…)` or the like. */
export function findCalls(source: Source): Calls {
  const inTests = new Set<string>();
  const byFunction = new Map<string, ReadonlySet<string>>();
  for (const node of source.nodes) {
    if (node.type === 'CallExpression' && rootOf(node.callee) === 'it') {
      for (const name of namesCalled(node.arguments)) inTests.add(name);
    }
    const owner = node.type === 'FunctionDeclaration' ? node.identifier : node.id;
    const name = identifierSchema.safeParse(owner);
    const body = node.type === 'VariableDeclarator' ? node.init : node.body;
    if (name.success && body !== undefined) byFunction.set(name.data.value, namesCalled(body));
  }
  return { inTests, byFunction };
}

const identifierSchema = z.object({ type: z.literal('Identifier'), value: z.string() });
const linkSchema = z.object({ object: z.unknown(), callee: z.unknown() }).partial();

function namesCalled(tree: unknown): Set<string> {
  const names = new Set<string>();
  for (const node of listNodes(tree)) {
    if (node.type !== 'CallExpression') continue;
    const name = identifierSchema.safeParse(node.callee);
    if (name.success) names.add(name.data.value);
  }
  return names;
}

/** `it` of `it`, `it.each` and `it.each(…)`. */
function rootOf(callee: unknown): string | undefined {
  const name = identifierSchema.safeParse(callee);
  if (name.success) return name.data.value;
  const link = linkSchema.safeParse(callee);
  const inner = link.success ? (link.data.object ?? link.data.callee) : undefined;
  return inner === undefined ? undefined : rootOf(inner);
}

/** The titles of a file's tests, as written; what a template fills in is `…`. */
export function findTitles(source: Source): string[] {
  const titles: string[] = [];
  for (const node of source.nodes) {
    if (node.type !== 'CallExpression' || !testNames.has(rootOf(node.callee) ?? '')) continue;
    const first = argumentsSchema.safeParse(node.arguments);
    if (first.success) titles.push(readTitle(first.data[0].expression));
  }
  return titles.filter((title) => title !== '');
}

const testNames = new Set(['it', 'test']);
const argumentsSchema = z.tuple([z.object({ expression: z.unknown() })], z.unknown());
const titleSchema = z.union([
  z.looseObject({ type: z.literal('StringLiteral'), value: z.string() }),
  z.looseObject({
    type: z.literal('TemplateLiteral'),
    quasis: z.array(z.looseObject({ cooked: z.string() })),
  }),
]);

function readTitle(expression: unknown): string {
  const title = titleSchema.safeParse(expression);
  if (!title.success) return '';
  if ('value' in title.data && typeof title.data.value === 'string') return title.data.value;
  return 'quasis' in title.data && Array.isArray(title.data.quasis)
    ? title.data.quasis.map((part) => part.cooked).join('…')
    : '';
}

const castTypes: Readonly<Record<string, string>> = {
  TsAsExpression: 'a cast',
  TsTypeAssertion: 'a cast',
  TsNonNullExpression: 'a non-null assertion',
  TsKeywordType: 'any',
};

/** Casts, non-null assertions and `any`; `as const` and `satisfies` are fine. */
export function findCasts(source: Source): Found[] {
  const found: Found[] = [];
  for (const node of source.nodes) {
    const what = castTypes[node.type];
    if (what === undefined || node.span === undefined) continue;
    if (node.type === 'TsKeywordType' && node.kind !== 'any') continue;
    found.push({ line: source.lineAt(node.span.start), what });
  }
  return found;
}

const emptySchema = z.object({ stmts: z.array(z.unknown()).length(0) });

/** `catch` clauses, and whether they do nothing. */
export function findCatches(source: Source): { line: number; isSilent: boolean }[] {
  const found: { line: number; isSilent: boolean }[] = [];
  for (const node of source.nodes) {
    if (node.type !== 'CatchClause' || node.span === undefined) continue;
    found.push({
      line: source.lineAt(node.span.start),
      isSilent: emptySchema.safeParse(node.body).success,
    });
  }
  return found;
}

const exported =
  /^export (?:async |abstract |declare )*(?:function\*?|class|interface|type|const|enum) (\w+)/;

/** Exported declarations without a docstring above them; a block of one-line exports may share one. */
export function findUndocumented(source: Source): Found[] {
  const found: Found[] = [];
  source.lines.forEach((line, index) => {
    const name = exported.exec(line)?.[1];
    if (name === undefined) return;
    let above = index - 1;
    while (isOneLineExport(source.lines[above] ?? '')) above -= 1;
    if (source.lines[above]?.trim().endsWith('*/') === true) return;
    found.push({ line: index + 1, what: `${name} has no docstring` });
  });
  return found;
}

function isOneLineExport(line: string): boolean {
  return exported.test(line) && line.endsWith(';');
}
