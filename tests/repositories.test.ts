import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseSync } from "oxc-parser"
import { describe, expect, test } from "vitest"

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return filesUnder(path)
    return path.endsWith(".ts") && !path.endsWith(".test.ts") ? [path] : []
  })

const sourcesOf = (...folders: readonly string[]) =>
  folders.flatMap(filesUnder).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1")

/** Columns that hold a number for a name: see `packages/db/src/schema/states.ts`. Of `dirty`, 0 and 1 are no and yes too. */
const COLUMN = "(?:\\w+\\.)?(?:state|drawn)"
const BARE: readonly RegExp[] = [
  // where("g.state", "=", 0), eb("drawn", "in", [1, 2])
  new RegExp(`["']${COLUMN}["'],\\s*["'](?:=|<>|!=|<|>|<=|>=|in|not in)["'],\\s*\\[?\\d`),
  // state = 0, g.drawn <> 2 in a statement; row.state === 1, row.drawn > 0 in code
  new RegExp(`\\b${COLUMN}\\s*(?:=|<>|<|>|<=|>=|===|!==|\\bin|\\bnot in)\\s*\\(?\\d`),
  // { state: 0 }
  new RegExp(`\\b(?:state|drawn):\\s*\\d`),
  /\bdirty"?(?:, "=",|:| =| ===) 2\b/,
]

/** Where a bare number stands for a state or a source. */
function findBareStates(text: string): string[] {
  return withoutComments(text)
    .split("\n")
    .filter((line) => BARE.some((pattern) => pattern.test(line)))
    .map((line) => line.trim())
}

describe("states have names", () => {
  test("a bare number is found in a query, a statement, a comparison and a value", () => {
    const planted = [
      '.where("g.state", "=", 0)',
      'eb("drawn", "in", [1, 2])',
      "select 1 from assignment a where a.state = 0",
      "if (own.state === 0 || row.drawn > 1) return",
      ".set({ state: 1 })",
      '.where("s.dirty", "=", 2)',
    ]
    expect(findBareStates(planted.join("\n"))).toEqual(planted)
    const fine = [
      '.where("state", "=", ASSIGNMENT_STATE.leased) // where("state", "=", 0)',
      'if (job.state === "done") return',
      "and a.state = ${sql.lit(ASSIGNMENT_STATE.leased)}",
    ]
    expect(findBareStates(fine.join("\n"))).toEqual([])
  })

  test("no bare number stands for one in db and api, but for the prepared statements and the migrations", () => {
    const wrong = sourcesOf("packages/db/src", "packages/api/src")
      .filter(({ path }) => !/^packages\/db\/src\/(hot|migrations)\//.test(path))
      .flatMap(({ path, text }) => findBareStates(text).map((line) => `${path}: ${line}`))
    expect(wrong).toEqual([])
  })
})

type Node = { readonly type?: string; readonly [key: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null
const isFunction = (value: unknown): boolean =>
  isNode(value) && /^(FunctionExpression|ArrowFunctionExpression)$/.test(value.type ?? "")

/** Statements of a file, those that are exported taken out of their export. */
function statementsOf(path: string, text: string): Node[] {
  const { program } = parseSync(path, text)
  const body: readonly unknown[] = program.body
  return body.flatMap((statement) => {
    if (!isNode(statement)) return []
    const inside = statement["declaration"]
    return isNode(inside) ? [inside] : [statement]
  })
}

const linesOf = (text: string, node: Node): number =>
  text.slice(Number(node["start"]), Number(node["end"])).split("\n").length

/** What a statement declares as functions: declared ones, and those that a constant holds. */
function functionsIn(statement: Node): { readonly name: string; readonly node: Node }[] {
  const nameOf = (id: unknown) => (isNode(id) ? String(id["name"]) : "")
  if (statement.type === "FunctionDeclaration") return [{ name: nameOf(statement["id"]), node: statement }]
  if (statement.type !== "VariableDeclaration") return []
  return (statement["declarations"] as Node[]).flatMap(({ id, init }) =>
    isNode(init) && isFunction(init) ? [{ name: nameOf(id), node: init }] : [],
  )
}

/** Whether a function ends with an object of functions. */
function returnsFunctions(node: Node): boolean {
  const body = node["body"]
  if (!isNode(body)) return false
  const last = body.type === "BlockStatement" ? (body["body"] as Node[]).at(-1)?.["argument"] : body
  const object = isNode(last) && last.type === "ParenthesizedExpression" ? last["expression"] : last
  if (!isNode(object) || object.type !== "ObjectExpression") return false
  return (object["properties"] as Node[]).some((property) => isFunction(property["value"]))
}

const takesDatabase = (text: string, node: Node): boolean => {
  const first = (node["params"] as Node[])[0]
  return (
    first !== undefined &&
    /: (Kysely<Database>|OpenTransaction)$/.test(text.slice(Number(first["start"]), Number(first["end"])))
  )
}

/** Objects of functions made around a database, and long ones around anything. */
function findClosures(path: string, text: string): string[] {
  return statementsOf(path, text)
    .flatMap(functionsIn)
    .filter(({ node }) => returnsFunctions(node) && (takesDatabase(text, node) || linesOf(text, node) > 60))
    .map(({ name, node }) => `${path}: ${name} returns functions (${linesOf(text, node)} lines)`)
}

function findClasses(path: string, text: string): string[] {
  return statementsOf(path, text).flatMap((statement) =>
    statement.type === "ClassDeclaration" && isNode(statement["id"]) ? [`${path} ${statement["id"]["name"]}`] : [],
  )
}

/** Classes that hold something over time, or are thrown; everything else is functions. */
const CLASSES: Readonly<Record<string, string>> = {
  "packages/db/src/locks/local.ts Lock": "who holds a lock and who waits for it",
  "packages/db/src/operate/readBackup.ts BackupBroken": "an error",
  "packages/db/src/sqlite/dialect.ts Connection": "Kysely's interface of a connection",
  "packages/db/src/sqlite/dialect.ts WriterDialect": "Kysely's interface of a dialect",
  "packages/db/src/sqlite/writer.ts Writer": "the one connection that writes, and what waits for it",
}

describe("reads and writes are functions with the database first", () => {
  test("an object of functions around a database is found, and a long one around anything", () => {
    const method = "    async find(id: number) {\n      return id\n    },\n"
    const planted = [
      `export function labels(db: Kysely<Database>) {\n  return {\n${method}  }\n}`,
      "export const tags = (db: Kysely<Database>) => ({ all: () => db.selectFrom('tag').execute() })",
      `export function disk(root: string) {\n  return {\n${method.repeat(20)}  }\n}`,
      "export function findLabel(db: Kysely<Database>, id: number) {\n  return { id, name: db.find(id) }\n}",
    ]
    const found = findClosures("planted.ts", planted.join("\n"))
    expect(found.map((line) => line.split(" ")[1])).toEqual(["labels", "tags", "disk"])
    expect(findClasses("planted.ts", "export class Labels {}\nconst a = 1")).toEqual(["planted.ts Labels"])
  })

  test("there is none in db, but for what runs prepared statements", () => {
    const wrong = sourcesOf("packages/db/src")
      .filter(({ path }) => !/^packages\/db\/src\/(hot|sqlite|chain|testing)\//.test(path))
      .flatMap(({ path, text }) => findClosures(path, text))
    expect(wrong).toEqual([])
  })

  test("a class of db holds something over time, and the list says what", () => {
    const found = sourcesOf("packages/db/src").flatMap(({ path, text }) => findClasses(path, text))
    expect(found.sort()).toEqual(Object.keys(CLASSES).sort())
  })
})

/** Files that read JSON texts, and why those were not read before: what db hands on as text says why at its type. */
const READS_TEXTS: Readonly<Record<string, string>> = {
  "packages/api/src/assets/show.ts": "AssetStatus: texts, of which this page shows all of one picture",
  "packages/api/src/assets/tiles.ts": "AssetStatus, findProposals: a tile reads boxes alone",
  "packages/api/src/core/compute.ts": "runs in a worker: the serving thread hands texts over untouched",
  "packages/api/src/core/fastPath.ts": "the body of a request",
  "packages/api/src/gold/evidence.ts": "GoldAnswer: evidence is compared as text",
  "packages/api/src/imports/proposals.ts": "a lease's proposal: read for the task that is given alone",
  "packages/api/src/quality/model.ts": "QualityState: most ask for its version alone",
  "packages/api/src/models/servers/reading.ts": "final answers as the scoring of models reads them",
  "packages/api/src/quality/run.ts": "QualityState: figures are long, and not everybody's",
  "packages/api/src/records/signature.ts": "the text is what was signed, and what its person takes away",
  "packages/api/src/rest/openapi.ts": "its own schemas, shared by what they say",
  "packages/api/src/versions/compare.ts": "bodies of two versions, compared off the serving thread",
  "packages/api/src/versions/freezeWork.ts": "FrozenStatus: the version stores the text, the hash is over it",
  "packages/api/src/versions/head.ts": "FrozenVersion: of a manifest that nobody can read, verifying says so",
  "packages/api/src/versions/records.ts": "VersionItem: the seal is over the text; read as it streams",
  "packages/api/src/work/timeState.ts": "the state of active time, inside the write job of a heartbeat",
  "apps/cli/src/aggregate/json.ts": "files of people",
  "apps/cli/src/kinds/guess.ts": "files of people",
  "apps/cli/src/remote.ts": "the answer of a server",
  "apps/server/src/http/restRoutes.ts": "the body of a request",
  "apps/server/src/http/uploadGroups.ts": "the body of a request",
  "apps/server/src/operate/announced.ts": "a file of the studio's own",
}

describe("JSON is read once", () => {
  test("in db, but for texts that are handed on for a reason", () => {
    const readers = sourcesOf("packages/api/src", "apps/cli/src", "apps/server/src")
      .filter(({ path }) => !path.includes("/testing/"))
      .filter(({ text }) => withoutComments(text).includes("JSON.parse("))
    expect(readers.map(({ path }) => path).sort()).toEqual(Object.keys(READS_TEXTS).sort())
  })
})
