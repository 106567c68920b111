import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type ParseResult, parseSync } from "oxc-parser"
import { ROOT } from "./places.ts"

/** One file of TypeScript as its syntax tree has it. */
export interface Source {
  readonly path: string
  /** The package or program it belongs to: `packages/db`, `apps/studio`, `fixtures`. */
  readonly box: string
  readonly text: string
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[]
  readonly functions: readonly { readonly line: number; readonly lines: number }[]
  readonly parsed: ParseResult
}

/** A node of the syntax tree; what else it has depends on its type. */
export type Node = { readonly type?: string; readonly [key: string]: unknown }

/** Whether a value of the tree is a node or a list of them. */
export const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null

/** A name that a file declares. */
export interface Declared {
  readonly name: string
  /** A member of a type, class or schema, or taken out of one by its own name. */
  readonly isMember: boolean
}

/** The name of an identifier; null for any other node. */
export const nameOf = (value: unknown): string | null =>
  isNode(value) && (value.type === "Identifier" || value.type === "PrivateIdentifier") ? String(value["name"]) : null

/** Names that a pattern binds; those taken out of an object by their own name are members. */
export function boundBy(pattern: unknown): Declared[] {
  if (!isNode(pattern)) return []
  const own = nameOf(pattern)
  if (own !== null) return [{ name: own, isMember: false }]
  if (pattern.type === "AssignmentPattern") return boundBy(pattern["left"])
  if (pattern.type === "RestElement") return boundBy(pattern["argument"])
  if (pattern.type === "TSParameterProperty") return boundBy(pattern["parameter"])
  if (pattern.type === "ArrayPattern") return (pattern["elements"] as unknown[]).flatMap(boundBy)
  if (pattern.type !== "ObjectPattern") return []
  return (pattern["properties"] as Node[]).flatMap((one) => {
    const isOwn = one["shorthand"] === true
    return boundBy(one.type === "Property" ? one["value"] : one).map((bound) => ({ ...bound, isMember: isOwn }))
  })
}

/** Calls `visit` with every node of a tree, parents before children. */
export function walkTree(tree: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(tree)) {
    for (const one of tree) walkTree(one, visit)
    return
  }
  if (!isNode(tree)) return
  if (tree.type !== undefined) visit(tree)
  for (const value of Object.values(tree)) walkTree(value, visit)
}

/** Paths of the TypeScript files under a folder of the checkout, both relative to its root; nothing that is installed or built. */
export function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (["node_modules", "dist"].includes(entry.name)) return []
    return entry.isDirectory() ? filesUnder(path) : /\.tsx?$/.test(entry.name) ? [path] : []
  })
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split("\n").length

/** Functions with a body, by a walk over the syntax tree. */
function functionsIn(program: unknown, text: string): { line: number; lines: number }[] {
  const found: { line: number; lines: number }[] = []
  walkTree(program, ({ type, start, end }) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type ?? "")) return
    if (typeof start !== "number" || typeof end !== "number") return
    found.push({ line: lineOf(text, start), lines: text.slice(start, end).split("\n").length })
  })
  return found
}

/** A file of the checkout, by its path relative to the root. */
export const readSource = (path: string): Source => parseSource(path, readFileSync(join(ROOT, path), "utf8"))

/** A text as if it stood in a file of this path. */
export function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text)
  const { module, program } = parsed
  const imports = [
    ...module.staticImports.map((i) => ({
      from: i.moduleRequest.value,
      typeOnly: i.entries.length > 0 && i.entries.every((e) => e.isType),
    })),
    ...module.staticExports.flatMap((e) =>
      e.entries.flatMap((x) => (x.moduleRequest ? [{ from: x.moduleRequest.value, typeOnly: x.isType }] : [])),
    ),
    ...module.dynamicImports.map((i) => ({
      from: text.slice(i.moduleRequest.start + 1, i.moduleRequest.end - 1),
      typeOnly: false,
    })),
  ]
  const box = path.startsWith("fixtures/") ? "fixtures" : path.split("/").slice(0, 2).join("/")
  return { path, box, text, imports, functions: functionsIn(program, text), parsed }
}

/** Whether a file only serves tests: what tests of several files share lies in `testing/` of their package. */
export const isSupport = (path: string) => /\/src\/testing\//.test(path)
