import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
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
