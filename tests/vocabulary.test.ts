import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parseSync } from "oxc-parser"
import { expect, test } from "vitest"
import { boundBy, type Declared, filesUnder, isNode, nameOf } from "./support/code.ts"
import { ROOT as root } from "./support/places.ts"

/**
 * Words that meant something of the house's own and have a word of the field instead (the glossary of ARCHITECTURE.md). A
 * pattern reads a name as its words in lower case, one blank between them: `settledBy` is "settled by". They are lists of
 * names and phrases, since the English words themselves may stay: a box is drawn, a form has fields, a text has words.
 */
const FORMER: readonly (readonly [RegExp, string])[] = [
  [/\bdesks?\b/, "TaskStore, ReviewStore"],
  [
    /^(turns?|turned|turn of|own turn|end turns|live turned|turned .*|is turned)$/,
    "assignment; rotation, rotated; locks",
  ],
  [/\b(gold|second|task|shared) draws?\b|\bdraw (after|of|tiers|from|second)\b|\bdrawn as\b/, "lease, allocate"],
  [/\bsettl(e|es|ed|ing)\b/, "resolve; final; resolvedBy"],
  [/\bstandings?\b/, "status"],
  [/\bfates?\b/, "outcome"],
  [
    /^lots?$|\bdress(ed)?\b|\bchips?\b|\bvoices?\b|\blattice\b|\bcare offset\b/,
    "sample; style; tag; vote; alignment; drawing time",
  ],
  [/\balike\b|^leads?$|^walls?$/, "similar; majority; grid"],
  [/^(own |my )?difference( id| kind)?$/, "Disagreement (of people); diff (of versions)"],
  [
    /^looked$|\b(import|queue|run|show) look(ed)?\b|\blook (job|import|input|again)\b|\blooked (at|sample|again)\b/,
    "preview",
  ],
  [
    /\btry outs?\b|\btwins?\b|\b(empty|in) bin\b|^bin (ms|ids)$|\bshelf\b|\bsecond looks?\b/,
    "training; duplicate; trash; cache; review audit",
  ],
  [
    /\bunsaid\b|^spoken$|\bconcerns\b|\btold apart\b|\b(save|search) words?\b|^use words$|\bfiles told\b/,
    "unread; attribution; search params; report",
  ],
  [
    /\b(task|file|line|coco|row|alike|history|found) places?\b|\bplaces? of\b|\bis same place\b/,
    "location, bounds, index, position",
  ],
  [/\badjudicat(e|ed|ion)\b/, "resolution"],
  [
    /\broads?\b|\bdoors?\b|\bhouse\b|\bhurry\b|\bon beat\b/,
    "fast path, route; listener; codebase; race; constant time",
  ],
  [/\b(known|is) part( name)?\b|\bis of part\b|\b(yolo|page|short|picture) form\b/, "split; format, variant"],
  [/^(bring|bringing|brings|bring in|brought)$|\bsweep(s|ing)?\b/, "ingest; collect"],
]

/** Names that stay, each with the reason. */
const MEANT: Readonly<Record<string, string>> = {
  lead_time: "a field of Label Studio's files",
  settledAtMs: "in the JSON of what an act on pictures can take back, as it is stored",
}

const NAMED =
  /^(Function(Declaration|Expression)|Class(Declaration|Expression)|TSInterfaceDeclaration|TSTypeAliasDeclaration|TSDeclareFunction)$/
const MEMBER = /^(TSPropertySignature|TSMethodSignature|PropertyDefinition|MethodDefinition|AccessorProperty)$/

/** Every name that a file declares: variables, parameters, functions, types, and members of types and classes. */
function declaredIn(path: string, text: string): Declared[] {
  const found: Declared[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isNode(node)) return
    const type = node.type ?? ""
    if (type === "VariableDeclarator") found.push(...boundBy(node["id"]))
    if (NAMED.test(type)) found.push(...boundBy(node["id"]))
    if (Array.isArray(node["params"])) found.push(...node["params"].flatMap(boundBy))
    if (MEMBER.test(type)) found.push(...boundBy(node["key"]).map((one) => ({ ...one, isMember: true })))
    Object.values(node).forEach(visit)
  }
  visit(parseSync(path, text).program)
  return found
}

/** Members of the schemas of the wire and of the tables: what is stored or sent keeps its name. */
function outerNames(): Set<string> {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isNode(node)) return
    const key = nameOf(node["key"])
    if (key !== null && /^(Property|TSPropertySignature)$/.test(node.type ?? "")) names.add(key)
    Object.values(node).forEach(visit)
  }
  for (const path of [...filesUnder("packages/types/src"), ...filesUnder("packages/db/src/schema")])
    visit(parseSync(path, readFileSync(join(root, path), "utf8")).program)
  return names
}

const wordsOf = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/_/g, " ")
    .toLowerCase()
    .trim()

/** The former words among the names of a file, each with what to write instead. */
function formerIn(path: string, text: string, outer: ReadonlySet<string>): string[] {
  const names = declaredIn(path, text).filter(({ name, isMember }) => {
    const isOuter = outer.has(name) && (isMember || /[A-Z_]/.test(name.slice(1)))
    return !isOuter && !(name in MEANT)
  })
  return [...new Set(names.map(({ name }) => name))].flatMap((name) => {
    const former = FORMER.find(([pattern]) => pattern.test(wordsOf(name)))
    return former ? [`${path} declares ${name}: say ${former[1]}`] : []
  })
}

test("a former word is found wherever a name can be declared, and an outer name is not", () => {
  const text = `
    const turn = 1
    function settleAll(lot: number, { fate: own, kept }: Given) {}
    interface TaskStanding { readonly alike: string; settledBy: string }
    class Desk { #second = 1; sweepAll() {} }
    type Voice = "a"
  `
  const found = formerIn("planted.ts", text, new Set(["settledBy"])).map((line) => line.split(" ")[2])
  expect(found.sort()).toEqual([
    "Desk:",
    "TaskStanding:",
    "Voice:",
    "alike:",
    "lot:",
    "settleAll:",
    "sweepAll:",
    "turn:",
  ])
  expect(formerIn("planted.ts", "const drawn = paint(form)", new Set())).toEqual([])
})

test("no declared name uses a word that the vocabulary replaced", () => {
  const outer = outerNames()
  expect(outer.size).toBeGreaterThan(500)
  // A drawn street has houses, walls and doors, and people who stand in it.
  const files = ["packages", "apps", "fixtures/src", "tests"]
    .flatMap(filesUnder)
    .filter((path) => !path.startsWith("fixtures/src/scene/"))
  const wrong = files
    .filter((path) => path !== "tests/vocabulary.test.ts")
    .flatMap((path) => formerIn(path, readFileSync(join(root, path), "utf8"), outer))
  expect(wrong).toEqual([])
})
