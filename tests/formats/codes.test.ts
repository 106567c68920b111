import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "../..")
const sources = join(root, "packages/formats/src")

/** The codes that readers and writers say, found in their sources where they are said. */
function codesSaid(): Set<string> {
  const codes = new Set<string>()
  for (const name of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue
    const text = readFileSync(join(sources, name), "utf8")
    for (const [, code] of text.matchAll(/(?:report|reportLine|add)\(\s*"(?:lost|changed|note)",\s*"([a-z0-9_]+)"/g))
      if (code) codes.add(code)
    for (const [, code] of text.matchAll(/problem: "([a-z0-9_]+)"/g)) if (code) codes.add(code)
  }
  return codes
}

test.each(["en", "fr"])("every code of a report has its sentence (%s)", (language) => {
  const path = join(root, `apps/studio/src/i18n/${language}/report.json`)
  const sentences = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>
  const codes = [...codesSaid()].sort()
  expect(codes.length).toBeGreaterThan(100)
  expect(codes.filter((code) => !sentences[code])).toEqual([])
})
