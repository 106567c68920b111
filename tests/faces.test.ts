import { readdirSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { filesUnder, isSupport, parseSource, readSource, type Source } from "./support/code.ts"
import {
  bundleEntries,
  docstringsIn,
  type Export,
  filesForTests,
  findExports,
  type Packages,
  reachedIn,
  readPackages,
} from "./support/exports.ts"

/**
 * What a file shows of itself. Two rules, over every file under `src` of a package, a program or the fixtures:
 *
 * 1. *No export that nobody uses.* Another file that is no test imports each name. Benches and scripts are such files. A file that
 *    hands names on reads none: whoever imports them through it does, and each name that it hands on needs a reader of its own.
 *    A package's `index.ts` is for others: readers of the same package do not count there. Tests are readers too where the thing is
 *    at work without them (its own file reaches it, from what acts or from what others import), and in `testing/`, which is theirs.
 *    Code that only tests call is dead. What the entry of a bundle exports is read by whoever loads the bundle.
 * 2. *A docstring on all of a face.* The face of a package is what files outside of it import, and all of its `index.ts`. Each name has
 *    a docstring above it that says more than the name: at least three words that are neither in the name nor little ones.
 */
const ROOTS = /^(?:(?:packages|apps)\/[^/]+|fixtures)\/src\//
const INDEX = /^(?:(?:packages|apps)\/[^/]+|fixtures)\/src\/index\.ts$/
const boxOf = (path: string) => ROOTS.exec(path)?.[0] ?? path.split("/")[0] ?? ""
const isTest = (path: string) => /\.test\.tsx?$/.test(path)

/** Sources with their exports, and those in reach of both rules. */
function readFaces(sources: readonly Source[], packages: Packages) {
  const exports = findExports(sources, packages)
  return {
    byPath: new Map(sources.map((source) => [source.path, source])),
    exports: exports.filter(({ path }) => ROOTS.test(path) && !isTest(path)),
    byName: new Map(exports.map((one) => [`${one.path}#${one.name}`, one])),
    forTests: filesForTests(sources, packages),
  }
}
type Faces = ReturnType<typeof readFaces>

/** Rule 1: each export that breaks it, with the reason. */
function findUnused({ byPath, exports, byName, forTests }: Faces, entries: ReadonlySet<string>): string[] {
  const isAtWork = ({ readers }: Export) => [...readers].some((path) => !forTests.has(path))
  const taken = new Map<string, string[]>()
  for (const one of exports) if (isAtWork(one)) taken.set(one.path, [...(taken.get(one.path) ?? []), one.name])
  const reached = new Map<string, Set<string>>()
  const isReached = (path: string, name: string) => {
    const source = byPath.get(path)
    if (!reached.has(path) && source) reached.set(path, reachedIn(source, taken.get(path) ?? []))
    return reached.get(path)?.has(name) ?? false
  }
  return exports.flatMap((one) => {
    const { path, name, from, readers } = one
    if (entries.has(path) && !one.isType) return []
    const others = INDEX.test(path) ? [...readers].filter((reader) => boxOf(reader) !== boxOf(path)) : [...readers]
    if (others.length === 0) return [`${path} exports ${name}, and nobody imports it`]
    if (isSupport(path) || others.some((reader) => !forTests.has(reader)) || name.startsWith("* ")) return []
    const source = from && byName.get(`${from.path}#${from.name}`)
    const isUsed = source ? isAtWork(source) || isReached(source.path, source.name) : isReached(path, name)
    return isUsed ? [] : [`${path} exports ${name}, and only tests call it`]
  })
}

const LITTLE = new Set(
  "a an and are as at by for from in is it its of on one or that the this to what which with".split(" "),
)
const wordsOf = (text: string) =>
  (text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").match(/\p{L}+/gu) ?? []).map((word) =>
    word.toLowerCase().replace(/s$/, ""),
  )

/** Whether a docstring says more than the name does. */
function saysMore(doc: string, name: string): boolean {
  const known = new Set(wordsOf(name))
  return wordsOf(doc).filter((word) => !known.has(word) && !LITTLE.has(word)).length >= 3
}

/** Rule 2: each name of a face whose docstring is missing or says nothing. */
function findUndocumented({ byPath, exports, byName }: Faces): string[] {
  const face = new Map<string, Export>()
  const add = (one: Export | undefined): void => {
    if (!one) return
    if (one.from?.name !== "*") {
      const source = one.from && byName.get(`${one.from.path}#${one.from.name}`)
      return source ? add(source) : void face.set(`${one.path}#${one.name}`, one)
    }
    const { path } = one.from
    for (const each of exports) if (each.path === path) add(each)
  }
  for (const one of exports)
    if (INDEX.test(one.path) || [...one.readers].some((reader) => boxOf(reader) !== boxOf(one.path))) add(one)
  const docs = new Map<string, ReturnType<typeof docstringsIn>>()
  return [...face.values()].flatMap(({ path, name }) => {
    const source = byPath.get(path)
    if (!docs.has(path) && source) docs.set(path, docstringsIn(source))
    const doc = docs.get(path)?.get(name) ?? null
    if (doc === null) return [`${path} exports ${name} without a docstring`]
    return saysMore(doc, name) ? [] : [`${path}: the docstring of ${name} says no more than its name`]
  })
}

describe("planted files", () => {
  const packages: Packages = new Map([["@justesse/work", { "./*": "packages/work/src/*.ts" }]])
  const read = (files: Record<string, string>) =>
    readFaces(
      Object.entries(files).map(([path, text]) => parseSource(path, text)),
      packages,
    )

  test("an export that nobody imports is found, also one that is only handed on or that only tests call", () => {
    const faces = read({
      "packages/work/src/a.ts": `
        export const used = 1
        export interface Lonely { readonly n: number }
        export function tried() { return inner() }
        export function inner() { return 2 }
        export const measured = inner
        export function atWork() { return 3 }
        export const top = atWork()
      `,
      "packages/work/src/a.test.ts": `import { atWork, inner, tried } from "./a.ts"`,
      "packages/work/src/index.ts": `export { used, top as handed } from "./a.ts"\nexport * from "./b.ts"`,
      "packages/work/src/b.ts": `export const b = 1`,
      "packages/work/src/c.ts": `import { used } from "./a.ts"\nimport { b } from "./index.ts"`,
      "packages/work/src/testing/d.ts": `export const help = 1\nexport const noHelp = 2`,
      "tests/e.test.ts": `import { help } from "@justesse/work/testing/d"`,
      "tests/bench/f.bench.ts": `import * as all from "@justesse/work/a"\nall.top`,
    })
    expect(findUnused(faces, new Set())).toEqual([
      "packages/work/src/a.ts exports Lonely, and nobody imports it",
      "packages/work/src/a.ts exports tried, and only tests call it",
      "packages/work/src/a.ts exports inner, and only tests call it",
      "packages/work/src/a.ts exports measured, and nobody imports it",
      "packages/work/src/index.ts exports used, and nobody imports it",
      "packages/work/src/index.ts exports handed, and nobody imports it",
      "packages/work/src/index.ts exports * packages/work/src/b.ts, and nobody imports it",
      "packages/work/src/testing/d.ts exports noHelp, and nobody imports it",
    ])
    expect(findUnused(faces, new Set(["packages/work/src/a.ts"]))).toHaveLength(5)
  })

  test("a name of a face without a docstring is found, and one whose docstring only repeats it", () => {
    const faces = read({
      "packages/work/src/a.ts": `
        /** Seconds of work that count, from 0 to a day. */
        export const credited = 1
        /** The lease of the time. */
        export type LeaseTime = number
        export const bare = 2
        // No docstring.
        export const inside = 3
      `,
      "packages/work/src/b.ts": `import { inside } from "./a.ts"`,
      "packages/db/src/c.ts": `import { bare, credited, type LeaseTime } from "@justesse/work/a"`,
    })
    expect(findUndocumented(faces)).toEqual([
      "packages/work/src/a.ts: the docstring of LeaseTime says no more than its name",
      "packages/work/src/a.ts exports bare without a docstring",
    ])
  })
})

describe("the code", () => {
  const programs = [
    ...["scripts", "tests/bench"].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".mjs"))
        .map((name) => `${folder}/${name}`),
    ),
    ...["packages", "apps", "fixtures", "tests"].flatMap(filesUnder),
  ]
  const faces = readFaces(programs.map(readSource), readPackages())

  test("exports nothing that nobody uses", () => {
    expect(faces.exports.length).toBeGreaterThan(3_000)
    expect(bundleEntries().size).toBeGreaterThanOrEqual(8)
    expect(findUnused(faces, bundleEntries())).toEqual([])
  })

  test("has a docstring on every name of a face", () => {
    expect(findUndocumented(faces)).toEqual([])
  })
})
