import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseSync } from "oxc-parser"
import { describe, expect, test } from "vitest"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const studio = join(root, "apps/studio/src")

const paths = readdirSync(studio, { recursive: true, encoding: "utf8" })
const sources = paths
  .filter((path) => path.endsWith(".tsx"))
  .map((path) => ({ path, text: readFileSync(join(studio, path), "utf8") }))
const modules = paths
  .filter((path) => path.endsWith(".module.css"))
  .map((path) => ({ path, text: readFileSync(join(studio, path), "utf8") }))

interface JsxAttribute {
  readonly type: string
  readonly name?: { readonly name?: string }
  readonly value?: unknown
  readonly start: number
}

/** Values of `style` in a source, and where. */
function findStyles({ path, text }: { path: string; text: string }): { at: string; value: unknown }[] {
  const found: { at: string; value: unknown }[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== "object" || node === null) return
    const one = node as JsxAttribute
    if (one.type === "JSXAttribute" && one.name?.name === "style")
      found.push({ at: `${path}:${text.slice(0, one.start).split("\n").length}`, value: one.value })
    Object.values(node).forEach(visit)
  }
  visit(parseSync(path, text).program)
  return found
}

/** Whether a value written out stands in the style: then it belongs into a sheet. */
function isWrittenOut(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isWrittenOut)
  if (typeof value !== "object" || value === null) return false
  const { type, value: inner } = value as { type?: string; value?: unknown }
  if (type === "Property") return (inner as { type?: string }).type === "Literal"
  return Object.values(value).some(isWrittenOut)
}

/** Classes of its own that a sheet names. */
const classesOf = (text: string) =>
  new Set(
    [...text.replace(/\/\*[\s\S]*?\*\/|:global\([^)]*\)/g, "").matchAll(/\.([a-zA-Z][\w-]*)(?=[^{}]*\{)/g)].map(
      (hit) => hit[1],
    ),
  )

describe("looks of the studio", () => {
  const styles = sources.flatMap(findStyles)

  test("an inline style holds only what is computed while the page runs: a place, a share, a label's own colour", () => {
    expect(styles.filter(({ value }) => isWrittenOut(value)).map(({ at }) => at)).toEqual([])
    expect(styles.length).toBeLessThanOrEqual(29)
  })

  test("a class that a component takes from a sheet stands in that sheet, and each class of a sheet is taken", () => {
    const missing: string[] = []
    const taken = new Map<string, Set<string>>(modules.map(({ path }) => [path, new Set()]))
    for (const { path, text } of sources) {
      for (const [, name = "", from = ""] of text.matchAll(/import (\w+) from "([^"]+\.module\.css)"/g)) {
        const sheet = join(dirname(path), from)
        const known = classesOf(modules.find((one) => one.path === sheet)?.text ?? "")
        for (const [, used = ""] of text.matchAll(new RegExp(`\\b${name}\\.(?!module\\b)(\\w+)`, "g"))) {
          if (!known.has(used)) missing.push(`${path}: ${name}.${used}`)
          taken.get(sheet)?.add(used)
        }
        // A class chosen by a name that is computed is written out somewhere in the same source.
        if (text.includes(`${name}[`))
          for (const [, word = ""] of text.matchAll(/"(\w+)"/g)) taken.get(sheet)?.add(word)
      }
    }
    const idle = modules.flatMap(({ path, text }) =>
      [...classesOf(text)]
        .filter((one) => one !== undefined && !taken.get(path)?.has(one))
        .map((one) => `${path}: .${one}`),
    )
    expect(missing).toEqual([])
    expect(idle).toEqual([])
  })

  test("a class beside one of the work frame's sets what that one sets only where it is written twice, and so wins", () => {
    const declared = (text: string, name: string) =>
      [...text.matchAll(new RegExp(`(?:^|\\n)\\.${name} \\{([^}]*)\\}`, "g"))].flatMap(([, body = ""]) =>
        [...body.matchAll(/([\w-]+)\s*:/g)].flatMap(([, property]) => property ?? []),
      )
    const frame = modules.find(({ path }) => path === "workbench/parts/frame.module.css")?.text ?? ""
    const undecided = sources.flatMap(({ path, text }) => {
      const [, from = ""] = /import styles from "([^"]+\.module\.css)"/.exec(text) ?? []
      const own = modules.find((one) => one.path === join(dirname(path), from))?.text ?? ""
      return [...text.matchAll(/\$\{frame\.(stage)\} \$\{styles\.(\w+)\}/g)].flatMap(([, one = "", other = ""]) => {
        const both = declared(own, other).filter((property) => declared(frame, one).includes(property))
        return both.map((property) => `${path}: ${other} ${property}`)
      })
    })
    expect(undecided).toEqual([])
  })

  test("Mantine's sheets are those of the parts that the studio takes from it, and no others", () => {
    const mantine = join(root, "apps/studio/node_modules/@mantine/core")
    const modules = join(mantine, "esm/components")
    const files = readdirSync(modules, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".mjs"))
    const fileOf = new Map(files.map((path) => [basename(path, ".mjs"), join(modules, path)]))
    const names = sources
      .flatMap(({ text }) => [...text.matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)])
      .flatMap(([, list = ""]) => list.split(",").map((name) => name.replace(/^\s*type /, "").trim()))
    // What is shown by `Notifications` stands in a package of its own.
    const wanted = [...names, "Notification"].flatMap((name) => fileOf.get(name) ?? [])
    const seen = new Set<string>()
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      for (const [, from = ""] of readFileSync(path, "utf8").matchAll(/from "(\.[^"]+)"/g))
        if (from.endsWith(".mjs")) wanted.push(join(dirname(path), from))
    }
    const worn = [...seen].filter((path) => path.endsWith(".module.mjs")).map((path) => basename(path, ".module.mjs"))
    const sheet = readFileSync(join(studio, "theme/mantine.css"), "utf8")
    const taken = [...sheet.matchAll(/core\/styles\/([A-Z]\w+)\.layer\.css/g)].map(([, name = ""]) => name)
    expect(taken.toSorted()).toEqual(worn.filter((name) => existsSync(join(mantine, `styles/${name}.css`))).toSorted())
  })
})
