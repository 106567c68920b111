import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

/** Two programs on one database share nothing but the database: what excludes others is a lock of the storage. */
test("no module of this package keeps what changes, and so no lock, for itself", () => {
  const root = fileURLToPath(new URL("..", import.meta.url))
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  )
  expect(sources.length).toBeGreaterThan(100)
  const kept = sources.filter((path) => {
    const text = readFileSync(join(root, path), "utf8")
    return /^(export )?(let |const \w+ = new (Map|Set)(<[^\n]*>)?\(\)|const [^\n]*Promise<[^\n]*= new Map\(\))/m.test(
      text,
    )
  })
  expect(kept).toEqual([])
})
