import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { keysOf } from "../testing/leaves.ts"
import { byArea, type Catalogue, mapTexts, typeset } from "./catalogue.ts"

const here = import.meta.dirname
const source = join(here, "..")

function read(language: string): Record<string, Catalogue> {
  const files = readdirSync(join(here, language)).filter((name) => name.endsWith(".json"))
  return Object.fromEntries(
    files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(here, language, name), "utf8"))]),
  )
}

function textAt(catalogue: Catalogue, key: string): string {
  const found = key
    .split(".")
    .reduce<string | Catalogue | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), catalogue)
  return typeof found === "string" ? found : ""
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? [path] : []
  })
}

const en = read("en")
const fr = read("fr")

describe("the two languages", () => {
  it("have the same areas", () => expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort()))

  // Forms of words: a language has those that it needs, and an ending may be none.
  const ofSentences = Object.keys(en).filter((area) => area !== "assets")

  it.each(ofSentences)("have the same sentences in %s, none of them empty", (area) => {
    const keys = keysOf(en[area] ?? {})
    expect(keysOf(fr[area] ?? {}).sort()).toEqual([...keys].sort())
    for (const language of [en, fr]) expect(keys.filter((key) => textAt(language[area] ?? {}, key) === "")).toEqual([])
  })

  it.each(Object.keys(en))("fill the same places and marks in %s", (area) => {
    // What an asset is called may stand in one of them alone.
    const places = (text: string) =>
      [...text.matchAll(/\{\{(?!asset\.)\s*(\w+)|<(\w+)>/g)].map((m) => m[1] ?? `<${m[2]}>`).sort()
    const differing = keysOf(en[area] ?? {}).filter((key) => {
      const [here, there] = [en, fr].map((language) => [...new Set(places(textAt(language[area] ?? {}, key)))].join())
      return here !== there
    })
    expect(differing).toEqual([])
  })

  it("put a narrow no-break space before the signs that French sets apart", () => {
    const texts = Object.values(fr).flatMap((catalogue) =>
      keysOf(catalogue).map((key) => typeset(textAt(catalogue, key))),
    )
    expect(texts.filter((text) => / [;:?!%»]|« /.test(text))).toEqual([])
  })

  it("set a French sentence right wherever it stands", () => {
    const set = mapTexts({ a: "Prêt ?", in: { b: "« {{x}} » : 3 %" } }, typeset)
    expect(set).toEqual({ a: "Prêt\u202f?", in: { b: "«\u202f{{x}}\u202f»\u202f: 3\u202f%" } })
  })

  it("give French a sentence for millions too", () => {
    const area = byArea({ "./fr/x.json": { tasks_one: "une", tasks_other: "{{count}}", inner: { a_other: "b" } } })
    expect(area).toEqual({
      x: { tasks_one: "une", tasks_other: "{{count}}", tasks_many: "{{count}}", inner: { a_other: "b", a_many: "b" } },
    })
  })
})

describe("sentences that the pages ask for", () => {
  const plural = ["", "_one", "_other", "_zero"]
  const known = (area: string, key: string) => plural.some((end) => en[area] && textAt(en[area], key + end) !== "")

  it("are all there", () => {
    const missing: string[] = []
    for (const file of sources(source)) {
      const code = readFileSync(file, "utf8")
      const areas = [...code.matchAll(/useT\("(\w+)"\)/g)].map((match) => match[1] ?? "")
      if (areas.length === 0) continue
      for (const [, key = ""] of code.matchAll(/\b(?:t|say)\("([\w:.]+)"/g)) {
        const [own, other] = key.split(":")
        const found =
          other === undefined ? [...areas, "common"].some((area) => known(area, key)) : known(own ?? "", other)
        if (!found) missing.push(`${file.slice(source.length + 1)}: ${key}`)
      }
      for (const [, key = ""] of code.matchAll(/\bk="([\w.]+)"/g))
        if (!areas.some((area) => known(area, key))) missing.push(`${file}: ${key}`)
    }
    expect(missing).toEqual([])
  })
})
