import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const COMMANDS = join(import.meta.dirname, "commands")
const CATALOGUES = join(import.meta.dirname, "../../studio/src/i18n/en")
const WORDS = ["nav.json", "settings.json"].flatMap((name) =>
  Object.values(JSON.parse(readFileSync(join(CATALOGUES, name), "utf8"))),
)

test("help names pages by the words that stand on them: Operator, not Admin (found L5)", () => {
  const files = readdirSync(COMMANDS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))
  const texts = files.map((name) => readFileSync(join(COMMANDS, name), "utf8"))
  const named = texts.flatMap((text) => [...text.matchAll(/^  page: "([^"…]+)",$/gm)].map(([, page = ""]) => page))
  expect(named.length).toBeGreaterThan(2)
  const unknown = named.flatMap((page) => page.split(" › ")).filter((word) => !WORDS.includes(word))
  expect(unknown).toEqual([])
})
