import { createHash } from "node:crypto"
import { readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { canonicalJson, upgradeBody } from "@justesse/types"
import { justesseOf } from "../../support/cli.ts"
import type { Bundles } from "../../support/places.ts"
import { type Server, serveFolder } from "../../support/serverProcess.ts"
import type { Taken } from "./kinds.ts"
import type { Place } from "./rows.ts"

/** Commands of these programs find the studio of their folder alone. */
const ENV = { JUSTESSE_RUNNING: "" }

/** Runs a command of one of the two programs on a stopped studio; a refusal ends the bench. */
export async function command(bundles: Bundles, place: Place, ...words: readonly string[]): Promise<string> {
  const where = place.databaseUrl ? ["--database-url", place.databaseUrl] : []
  const { code, out, error } = await justesseOf(bundles, ENV, place.dataDir, ...words, ...where)
  if (code !== 0) throw new Error(`justesse ${words.join(" ")} ended with ${code}: ${out}${error}`)
  return out.trim()
}

export function serve(bundles: Bundles, place: Place, port?: number): Promise<Server> {
  const { dataDir, databaseUrl } = place
  return serveFolder({
    ...{ demo: false, dataDir, bundles, env: ENV },
    ...(port ? { port } : {}),
    ...(databaseUrl ? { databaseUrl } : {}),
  })
}

export type Files = ReadonlyMap<string, string>

/** Takes the frozen version of each project out; each file by its name, in a folder a project and format. */
export async function exported(bundles: Bundles, place: Place, what: readonly Taken[]): Promise<Files> {
  const all = new Map<string, string>()
  const out = `${place.dataDir}.out`
  for (const { project, formats } of what)
    for (const format of formats) {
      const name = `${project}.${format}`
      const to = join(out, name)
      const words = ["--project", project, "--format", format, "--dataset-version", "1", "--out", to]
      await command(bundles, place, "export", ...words)
      for (const file of readdirSync(to, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue
        const path = join(file.parentPath, file.name)
        all.set(path.slice(out.length + 1), readFileSync(path, "utf8"))
      }
      forgetMoment(all, name)
    }
  rmSync(out, { recursive: true, force: true })
  return all
}

/** The same projects, in the program's own form alone. */
export const natively = (what: readonly Taken[]): readonly Taken[] =>
  what.map(({ project }) => ({ project, formats: ["justesse"] }))

/** A labor label says until when it counted, which is when it was made; its sum stands in other files. */
function forgetMoment(all: Map<string, string>, folder: string): void {
  const label = all.get(`${folder}/labor.json`)
  if (label === undefined) return
  const sumOf = (text: string) => createHash("sha256").update(text).digest("hex")
  // The metadata name the label's sum, and the list of sums names theirs.
  const sums = [label, all.get(`${folder}/metadata.json`) ?? ""].map(sumOf)
  for (const [name, text] of all)
    if (name.startsWith(`${folder}/`))
      all.set(
        name,
        sums.reduce((rest, sum) => rest.replaceAll(sum, "of the moment"), text),
      )
  all.set(`${folder}/labor.json`, label.replace(/"upToMs": ?\d+/, '"upToMs":0'))
}

/** Files of two exports that are not the same, of those in `after`'s folders. */
export function changedFiles(before: Files, after: Files): string[] {
  const folders = new Set([...after.keys()].map((name) => name.split("/")[0]))
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => folders.has(name.split("/")[0]) && before.get(name) !== after.get(name))
}

/** Files of a newer program that may say more than an older one's: a line of the README, a column, their sizes and sums. */
const MAY_GROW = /(README\.md|metadata\.json|SHA256SUMS)$/

const holds = (more: unknown, less: unknown): boolean =>
  typeof less === "object" && less !== null && typeof more === "object" && more !== null
    ? Object.entries(less).every(([key, value]) => holds((more as Record<string, unknown>)[key], value))
    : more === less

/** A COCO file by what it says and not by its numbers: today's program numbers pictures for good, the old one each file anew. */
function cocoSaid(text: string): string {
  const { images, annotations, categories } = JSON.parse(text)
  const nameOf = new Map<number, string>(images.map((one: Row) => [one["id"], one["file_name"]]))
  const labelOf = new Map<number, string>(categories.map((one: Row) => [one["id"], one["name"]]))
  const said = annotations.map((one: Row) => {
    // The area of an outline is its own today; it was that of the box around it.
    const { id: _, image_id, category_id, area: _area, ...rest } = one
    return JSON.stringify([nameOf.get(Number(image_id)), labelOf.get(Number(category_id)), rest])
  })
  return [...nameOf.values(), ...labelOf.values(), ...said].sort().join("\n")
}
type Row = Record<string, unknown>

/** Numbers of pictures and regions in the lines beside a COCO file. */
const NUMBERS = ["image_id", "annotation_id"]
const unnumbered = (line: string): Row =>
  Object.fromEntries(Object.entries(JSON.parse(line || "{}")).filter(([name]) => !NUMBERS.includes(name)))

/** Records of the native form by what they say: regions of the first form are read as those of today. */
function recordsSaid(text: string): string {
  const lines = text.split("\n").filter((line) => line !== "")
  return lines
    .map((line) => {
      const { body, ...rest } = JSON.parse(line)
      return canonicalJson({ ...rest, body: upgradeBody(body) })
    })
    .join("\n")
}

/** Files of the older program's export that the newer one's does not hold: `labels.jsonl` may have further columns. */
export function lostFiles(older: Files, newer: Files): string[] {
  return changedFiles(older, newer).filter((name) => {
    // What only the newer one has is not lost.
    if (!older.has(name)) return false
    const [was = "", is = ""] = [older, newer].map((files) => files.get(name))
    if (MAY_GROW.test(name)) return is === ""
    if (name.endsWith("records.jsonl")) return recordsSaid(was) !== recordsSaid(is)
    if (name.endsWith("instances.json")) return cocoSaid(was) !== cocoSaid(is)
    if (!name.endsWith("labels.jsonl")) return true
    const [before, after] = [was, is].map((text) => text.split("\n").map(unnumbered))
    return !before || before.length !== after?.length || !before.every((line, i) => holds(after[i], line))
  })
}
