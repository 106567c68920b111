import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { boundBy, isNode, isSupport, type Node, type Source, walkTree } from "./code.ts"
import { ROOT } from "./places.ts"

/** One name that a file exports, and who imports it. */
export interface Export {
  readonly path: string
  /** `default` for the default export, `* <path>` for a file that is handed on whole. */
  readonly name: string
  /** A type alone: nothing that a built file could hold. */
  readonly isType: boolean
  /** Where it comes from, when the file only hands it on. */
  readonly from: { readonly path: string; readonly name: string } | null
  /** Files that import it, here or through another file that hands it on. */
  readonly readers: Set<string>
}

/** Files of each package, by the name of the package and then by the path under which others import them. */
export type Packages = ReadonlyMap<string, Readonly<Record<string, string>>>

/** What each package of the checkout says that others may import. */
export function readPackages(): Packages {
  const folders = ["packages", "apps"].flatMap((one) => readdirSync(join(ROOT, one)).map((name) => `${one}/${name}`))
  return new Map(
    [...folders, "fixtures"].map((folder) => {
      const { name, exports } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as {
        name: string
        exports: Record<string, string>
      }
      return [name, Object.fromEntries(Object.entries(exports).map(([sub, file]) => [sub, join(folder, file)]))]
    }),
  )
}

/** Files that a build begins from: whoever loads the bundle reads their exports, by a path that no import names. */
export function bundleEntries(): Set<string> {
  const apps = readdirSync(join(ROOT, "apps")).map((name) => `apps/${name}`)
  // What is no bundle is run as it is.
  const built = apps.filter((app) => existsSync(join(ROOT, app, "vite.config.ts")))
  const entries = built.flatMap((app) => {
    const config = readFileSync(join(ROOT, app, "vite.config.ts"), "utf8")
    return [...config.matchAll(/: "([\w./]*src\/[\w/]+\.ts)"/g)].map(([, file = ""]) => join(app, file))
  })
  return new Set(entries)
}

/** The file that an import names; null for an outer library, and for what is not code. */
type Resolve = (from: string, name: string) => string | null

function resolver(packages: Packages, known: ReadonlySet<string>): Resolve {
  return (from, name) => {
    const [scope, box, ...rest] = name.split("/")
    const exports = packages.get(`${scope}/${box}`)
    const sub = rest.join("/")
    const path = name.startsWith(".")
      ? relative(ROOT, resolve(join(ROOT, dirname(from)), name))
      : (exports?.[sub ? `./${sub}` : "."] ?? exports?.["./*"]?.replace("*", sub) ?? "")
    return known.has(path) ? path : null
  }
}

/** Names and texts that stand in a file: what it can ask a module for that it takes as a whole. */
function wordsIn({ parsed }: Source): Set<string> {
  const words = new Set(["default"])
  walkTree(parsed.program, ({ type, name, value }) => {
    if (typeof name === "string" && /^(JSX)?Identifier$/.test(type ?? "")) words.add(name)
    if (typeof value === "string" && type === "Literal") words.add(value)
  })
  return words
}

/** What a file takes as a whole by `import()`, as a value or as a type. */
function wholeImports({ parsed }: Source): string[] {
  const found: string[] = []
  walkTree(parsed.program, ({ type, source }) => {
    if (!/^(ImportExpression|TSImportType)$/.test(type ?? "") || !isNode(source)) return
    if (typeof source["value"] === "string") found.push(source["value"])
  })
  return found
}

type Names = Map<string, Export>

function exportsOf({ path, parsed }: Source, find: Resolve): Names {
  const names: Names = new Map()
  for (const { entries } of parsed.module.staticExports)
    for (const { exportName, importName, moduleRequest, isType } of entries) {
      const source = moduleRequest ? find(path, moduleRequest.value) : null
      const from = source === null ? null : { path: source, name: importName.name ?? "*" }
      const name = exportName.kind === "Default" ? "default" : (exportName.name ?? `* ${source ?? ""}`)
      // A schema and the type of its values bear one name.
      names.set(name, { path, name, from, isType: isType && (names.get(name)?.isType ?? true), readers: new Set() })
    }
  return names
}

/** Who reads what: notes readers in the exports of all files, through files that hand on. */
class Readers {
  constructor(readonly all: ReadonlyMap<string, Names>) {}

  /** Whether the file has this name, itself or handed on whole. */
  note(reader: string, path: string, name: string): boolean {
    const names = this.all.get(path)
    if (!names || reader === path) return false
    const own = names.get(name)
    if (own) {
      own.readers.add(reader)
      if (own.from) this.note(reader, own.from.path, own.from.name)
      return true
    }
    return [...names.values()].some((star) => {
      if (!star.name.startsWith("* ") || !star.from || !this.note(reader, star.from.path, name)) return false
      star.readers.add(reader)
      return true
    })
  }

  /** A module that is taken as a whole is read by the names that stand in the file. */
  noteWhole(reader: string, path: string, words: ReadonlySet<string>): void {
    for (const { name, from, readers } of this.all.get(path)?.values() ?? []) {
      if (words.has(name)) this.note(reader, path, name)
      if (!name.startsWith("* ") || !from) continue
      readers.add(reader)
      this.noteWhole(reader, from.path, words)
    }
  }
}

/** Every export of the files, with each file that imports it. */
export function findExports(sources: readonly Source[], packages: Packages): Export[] {
  const find = resolver(packages, new Set(sources.map(({ path }) => path)))
  const readers = new Readers(new Map(sources.map((source) => [source.path, exportsOf(source, find)])))
  for (const source of sources) {
    const whole = wholeImports(source)
    for (const { moduleRequest, entries } of source.parsed.module.staticImports) {
      const path = find(source.path, moduleRequest.value)
      for (const { importName } of path === null ? [] : entries)
        if (importName.kind === "NamespaceObject") whole.push(moduleRequest.value)
        else readers.note(source.path, path ?? "", importName.name ?? "default")
    }
    const paths = whole.flatMap((name) => find(source.path, name) ?? [])
    if (paths.length === 0) continue
    const words = wordsIn(source)
    for (const path of paths) readers.noteWhole(source.path, path, words)
  }
  return [...readers.all.values()].flatMap((names) => [...names.values()])
}

/** Files that only tests read: tests, what serves them, and of `tests/` whatever no bench imports. Benches are programs as any other. */
export function filesForTests(sources: readonly Source[], packages: Packages): Set<string> {
  const find = resolver(packages, new Set(sources.map(({ path }) => path)))
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const ofBenches = new Set<string>()
  const open = [...byPath.keys()].filter((path) => path.startsWith("tests/bench/"))
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (ofBenches.has(path)) continue
    ofBenches.add(path)
    for (const { from } of byPath.get(path)?.imports ?? []) {
      const next = find(path, from)
      if (next?.startsWith("tests/")) open.push(next)
    }
  }
  const isForTests = (path: string) =>
    /\.test\.tsx?$/.test(path) || isSupport(path) || (path.startsWith("tests/") && !ofBenches.has(path))
  return new Set([...byPath.keys()].filter(isForTests))
}

const statementsOf = ({ parsed }: Source) => parsed.program.body as unknown as Node[]

/** Names that a statement at the top of a file declares; none for one that only acts. */
function declaredBy(statement: Node): string[] {
  const inner = isNode(statement["declaration"]) ? statement["declaration"] : statement
  if (inner.type === "TSModuleDeclaration") return []
  const ids = Array.isArray(inner["declarations"]) ? inner["declarations"].map((one) => one["id"]) : [inner["id"]]
  const names = ids.flatMap(boundBy).map(({ name }) => name)
  return statement.type === "ExportDefaultDeclaration" ? ["default", ...names] : names
}

/** Names that a part of the tree refers to; members by their own name and keys of objects are none. */
function namesIn(tree: unknown): Set<string> {
  const names = new Set<string>()
  const visit = (value: unknown, isKey: boolean): void => {
    if (Array.isArray(value)) return value.forEach((one) => visit(one, false))
    if (!isNode(value)) return
    if (!isKey && /^(JSX)?Identifier$/.test(value.type ?? "")) names.add(String(value["name"]))
    for (const [field, child] of Object.entries(value))
      visit(child, (field === "key" || field === "property") && value["computed"] === false)
  }
  visit(tree, false)
  return names
}

/** Names of a file that its own work reaches: from what acts when it is loaded, and from `taken`, which others import. */
export function reachedIn(source: Source, taken: Iterable<string>): Set<string> {
  const uses = new Map<string, Set<string>>()
  const open = [...taken]
  for (const statement of statementsOf(source)) {
    const isImport = statement.type === "ImportDeclaration" || statement.type === "ExportAllDeclaration"
    const isList = statement.type === "ExportNamedDeclaration" && !isNode(statement["declaration"])
    if (isImport || isList) continue
    const declared = declaredBy(statement)
    const named = namesIn(statement)
    if (declared.length === 0) open.push(...named)
    for (const name of declared) uses.set(name, new Set([...(uses.get(name) ?? []), ...named]))
  }
  const reached = new Set<string>()
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    open.push(...(uses.get(name) ?? []))
  }
  return reached
}

/** The docstring right above the declaration of each name at the top of a file; null where there is none. */
export function docstringsIn(source: Source): Map<string, string | null> {
  const docs = new Map<string, string | null>()
  for (const statement of statementsOf(source)) {
    const start = Number(statement["start"])
    const above = source.parsed.comments.findLast((one) => one.end <= start)
    const isDoc = above?.value.startsWith("*") && source.text.slice(above.end, start).trim() === ""
    const doc = above && isDoc ? above.value.replace(/^\s*\*/gm, " ").trim() : null
    for (const name of declaredBy(statement)) docs.set(name, docs.get(name) ?? doc)
  }
  return docs
}
