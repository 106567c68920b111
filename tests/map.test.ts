import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const map = readFileSync(join(root, "ARCHITECTURE.md"), "utf8")

const under = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`
    if (["node_modules", "dist", ".git"].includes(entry.name)) return []
    return entry.isDirectory() ? under(path) : [path]
  })

const files = ["packages", "apps", "fixtures", "tests", "scripts"].flatMap(under)
const sources = files
  .filter((path) => /\.(tsx?|json)$/.test(path) && path !== "tests/map.test.ts")
  .map((path) => readFileSync(join(root, path), "utf8"))
  .join("\n")

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&")

/** A file or folder of this name, whole or the end of a path; `*` stands for one segment. */
function isPath(name: string): boolean {
  const pattern = escaped(name.replace(/\/$/, "")).replaceAll("*", "[^/]*")
  const whole = new RegExp(`(^|/)(src/)?${pattern.replaceAll("/", "/(?:src/)?")}(/|\\.tsx?$|$)`)
  return files.some((path) => whole.test(path))
}

/** Declared somewhere, or a member, a column or a stored value. */
function isName(name: string): boolean {
  const own = escaped(name)
  return new RegExp(
    `\\b(const|let|function\\*?|class|interface|type)\\s+${own}\\b|["']${own}["']|\\b${own}\\??[:(]`,
  ).test(sources)
}

/** What of a code span of the map can be looked up: a path, or the last part of a dotted name; null for commands and texts. */
function isThere(span: string): boolean | null {
  if (/\s|^[@/]|^<|^__/.test(span)) return null
  if (span.includes("/") || /\.(ts|tsx|json|css|md)$/.test(span)) return isPath(span)
  if (!/^[A-Za-z_][\w.]*$/.test(span)) return null
  return isName(span.split(".").at(-1) ?? span) || isPath(span)
}

describe("the map", () => {
  test("is at most 250 lines and opens with the words", () => {
    expect(map.split("\n").length - 1).toBeLessThanOrEqual(250)
    expect(map.indexOf("## Words")).toBeLessThan(map.indexOf("## Map"))
    const words = map.slice(map.indexOf("## Words"), map.indexOf("## Map")).match(/^\| [a-z]/gm) ?? []
    expect(words.length - 1).toBe(20)
  })

  test("names files, folders and names that are there", () => {
    const spans = [...map.matchAll(/`([^`\n]+)`/g)].flatMap(([, span]) => (span ? [span] : []))
    const found = [...new Set(spans)].map((span) => ({ span, isThere: isThere(span) }))
    expect(found.filter((one) => one.isThere === true).length).toBeGreaterThan(120)
    expect(found.filter((one) => one.isThere === false).map(({ span }) => span)).toEqual([])
    expect([isThere("packages/db/src/nowhere.ts"), isThere("settleEverything"), isThere("resolveDirty")]).toEqual([
      false,
      false,
      true,
    ])
  })

  test("has a row for each box, and each decision its context, decision and consequence", () => {
    for (const folder of ["packages", "apps"])
      for (const box of readdirSync(join(root, folder))) expect(map).toContain(`\n| \`${folder}/${box}\` |`)
    const decisions = map
      .slice(map.indexOf("## Decisions"))
      .split(/\n(?=\*\*20\d\d-\d\d-\d\d · )/)
      .slice(1)
    expect(decisions.length).toBeGreaterThan(15)
    expect(decisions.length).toBeLessThanOrEqual(25)
    for (const decision of decisions)
      expect(decision).toMatch(/\*Context:\*[\s\S]+\*Decision:\*[\s\S]+\*Consequence:\*/)
  })
})
