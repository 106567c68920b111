import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { parseSync } from "oxc-parser"

/**
 * The code in figures (H4): `npm run bench -- code [FOLDER …]`. Each folder is a checkout, this one when none is named: two make
 * a before and an after. One JSON object a line: files and lines by package, and what is counted over all of them.
 */
const here = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const folders = process.argv.slice(2).length > 0 ? process.argv.slice(2) : [here]

interface Source {
  readonly path: string
  readonly text: string
}

type Node = { readonly type: string; readonly [key: string]: unknown }

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : filesUnder(path)
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : []
  })
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value

function* walk(node: Node): Generator<Node> {
  yield node
  for (const value of Object.values(node))
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) yield* walk(one)
}

const lineCount = (text: string) => text.split("\n").length

/** Names that a file gives away, and `path:name` of what it takes from other files of the checkout. */
function namesOf({ path, text }: Source, root: string, known: ReadonlySet<string>) {
  const { module } = parseSync(path, text)
  const given = module.staticExports.flatMap(({ entries }) =>
    entries.filter(({ moduleRequest }) => moduleRequest === null).flatMap(({ exportName }) => exportName.name ?? []),
  )
  const targetOf = (from: string) => {
    const own = /^@justesse\/([^/]+)(?:\/(.+))?$/.exec(from)
    const base = own ? join(root, "packages", own[1] ?? "", "src", own[2] ?? "index") : resolve(dirname(path), from)
    return [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((one) => known.has(one))
  }
  const taken = [
    ...module.staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.map(({ importName }) => [moduleRequest.value, importName.name ?? "*"] as const),
    ),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, importName }) =>
        moduleRequest ? [[moduleRequest.value, importName.name ?? "*"] as const] : [],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => [text.slice(start + 1, end - 1), "*"] as const),
  ]
  return { given, taken: taken.flatMap(([from, name]) => (targetOf(from) ? [`${targetOf(from)}:${name}`] : [])) }
}

/** Exports that no other file takes, those of entries aside. */
function unusedExports(files: readonly Source[], root: string): number {
  const known = new Set(files.map(({ path }) => path))
  const named = files.map((file) => ({ file, ...namesOf(file, root, known) }))
  const taken = new Set(named.flatMap((one) => one.taken))
  return named
    .filter(({ file }) => !taken.has(`${file.path}:*`))
    .reduce((sum, { file, given }) => sum + given.filter((name) => !taken.has(`${file.path}:${name}`)).length, 0)
}

/** Longest path of modules that read each other, as components of more than one file: 0 when there is no circle. */
function circles(files: readonly Source[], root: string): number {
  const known = new Set(files.map(({ path }) => path))
  const next = new Map(
    files.map((file) => [
      file.path,
      [...new Set(namesOf(file, root, known).taken.map((one) => one.slice(0, one.lastIndexOf(":"))))],
    ]),
  )
  const [index, low, stack, on] = [
    new Map<string, number>(),
    new Map<string, number>(),
    [] as string[],
    new Set<string>(),
  ]
  let found = 0
  const visit = (path: string) => {
    index.set(path, index.size)
    low.set(path, index.get(path) ?? 0)
    stack.push(path)
    on.add(path)
    for (const to of next.get(path) ?? []) {
      if (!index.has(to)) visit(to)
      if (on.has(to)) low.set(path, Math.min(low.get(path) ?? 0, low.get(to) ?? 0))
    }
    if (low.get(path) !== index.get(path)) return
    let size = 0
    for (let top = stack.pop(); top !== undefined; top = top === path ? undefined : stack.pop(), size++) on.delete(top)
    if (size > 1) found++
  }
  for (const { path } of files) if (!index.has(path)) visit(path)
  return found
}

function countIn({ path, text }: Source) {
  let [long, casts, functions] = [0, 0, 0]
  for (const node of walk(parseSync(path, text).program as unknown as Node)) {
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
      functions++
      if (lineCount(text.slice(Number(node["start"]), Number(node["end"]))) > 60) long++
    }
    const isConst =
      isNode(node["typeAnnotation"]) && text.slice(Number(node["end"]) - 5, Number(node["end"])) === "const"
    if (node.type === "TSAsExpression" && !isConst) casts++
  }
  return { long, casts, functions, styles: (text.match(/style=\{\{/g) ?? []).length }
}

/** Gzipped bytes of the studio's scripts: all, and the largest. */
function bundles(root: string) {
  const folder = join(root, "apps/studio/dist/assets")
  const scripts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".js")) : []
  const sizes = scripts.map((name) => gzipSync(readFileSync(join(folder, name))).length)
  return { scripts: sizes.length, kB: Math.round(sizes.reduce((a, b) => a + b, 0) / 1_000) }
}

for (const root of folders.map((folder) => resolve(folder))) {
  const all = ["packages", "apps", "fixtures", "tests"].flatMap((one) => filesUnder(join(root, one)))
  const files = all.map((path) => ({ path, text: readFileSync(path, "utf8") }))
  const isTest = ({ path }: Source) =>
    /\.(test|bench)\.tsx?$|\/testing\//.test(path) || relative(root, path).startsWith("tests/")
  const sources = files.filter((file) => !isTest(file))
  const boxOf = (path: string) => relative(root, path).split("/").slice(0, 2).join("/")
  const boxes = [...new Set(sources.map(({ path }) => boxOf(path)))].sort()
  for (const box of boxes) {
    const own = sources.filter(({ path }) => boxOf(path) === box)
    const lines = own.reduce((sum, { text }) => sum + lineCount(text), 0)
    console.log(JSON.stringify({ bench: "code", of: folders.indexOf(root), box, files: own.length, lines }))
  }
  const counted = sources.map(countIn)
  const sum = (key: keyof (typeof counted)[number]) => counted.reduce((total, one) => total + one[key], 0)
  const perFolder = new Map<string, number>()
  for (const { path } of sources) perFolder.set(dirname(path), (perFolder.get(dirname(path)) ?? 0) + 1)
  console.log(
    JSON.stringify({
      ...{ bench: "code", of: folders.indexOf(root), files: sources.length },
      lines: sources.reduce((total, { text }) => total + lineCount(text), 0),
      testLines: files.filter(isTest).reduce((total, { text }) => total + lineCount(text), 0),
      ...{
        functions: sum("functions"),
        functionsOver60: sum("long"),
        casts: sum("casts"),
        inlineStyles: sum("styles"),
      },
      unusedExports: unusedExports(sources, root),
      circlesWithTypes: circles(sources, root),
      foldersOver25: [...perFolder.values()].filter((count) => count > 25).length,
      bundlesGzip: bundles(root),
    }),
  )
}
