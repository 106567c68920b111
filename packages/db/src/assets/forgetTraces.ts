import type { AssetNumber, TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { erasing } from "./erasing.ts"

/** Pictures that are about to be forgotten, by name, and the imports that brought or answered them. */
interface Traces {
  readonly names: ReadonlyMap<string, number>
  readonly imports: ReadonlySet<number>
}

/** A line of a report, as far as it may name a picture. */
type Line = Record<string, unknown>

/**
 * Takes pictures out of what imports said: lines of their reports that name one say its number instead and nothing of what was
 * found, and pictures shown on the look before it are shown no more.
 */
export async function forgetReports(db: Kysely<Database>, projectId: number, traces: Traces): Promise<void> {
  const named = namer(traces.names)
  for (const id of traces.imports) {
    const row = await db
      .selectFrom("import")
      .select(["report", "looked"])
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst()
    if (!row) continue
    const report = withoutNames(row.report, named)
    const seen = row.looked === null ? null : withoutSamples(row.looked, named, traces)
    if (report !== row.report || seen !== row.looked)
      await erasing(db, (tx) =>
        tx
          .updateTable("import")
          .set({ report, looked: seen })
          .where("project_id", "=", projectId)
          .where("id", "=", id)
          .execute(),
      )
    const parts = await db
      .selectFrom("import_line")
      .select("part")
      .where("project_id", "=", projectId)
      .where("import_id", "=", id)
      .execute()
    for (const { part } of parts) await forgetPart(db, { projectId, id, part }, named)
  }
}

async function forgetPart(
  db: Kysely<Database>,
  { projectId, id, part }: { projectId: number; id: number; part: number },
  named: Namer,
): Promise<void> {
  const one = await db
    .selectFrom("import_line")
    .select("lines")
    .where("project_id", "=", projectId)
    .where("import_id", "=", id)
    .where("part", "=", part)
    .executeTakeFirst()
  const lines = one && withoutNames(one.lines, named)
  if (lines === undefined || lines === one?.lines) return
  await erasing(db, (tx) =>
    tx
      .updateTable("import_line")
      .set({ lines })
      .where("project_id", "=", projectId)
      .where("import_id", "=", id)
      .where("part", "=", part)
      .execute(),
  )
}

/** The number of the picture that a text names: whole, as the end of a path, or as a label file beside it. */
type Namer = (text: unknown) => number | null

const stemOf = (path: string) => (path.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]*$/, "")

function namer(names: ReadonlyMap<string, number>): Namer {
  const stems = new Map([...names].map(([name, id]) => [stemOf(name), id]))
  return (text) => {
    if (typeof text !== "string" || text === "") return null
    return names.get(text) ?? stems.get(stemOf(text)) ?? null
  }
}

function withoutNames(text: string, named: Namer): string {
  let changed = false
  const lines = (JSON.parse(text) as Line[]).map((line) => {
    const id = named(line["file"]) ?? named(line["found"]) ?? named(line["field"])
    if (id === null) return line
    changed = true
    const { found: _found, field: _field, ...rest } = line
    return { ...rest, file: `#${id}` }
  })
  return changed ? JSON.stringify(lines) : text
}

function withoutSamples(text: string, named: Namer, { names }: Traces): string {
  const stored = JSON.parse(text)
  const samples: unknown = stored.looked?.samples
  if (!Array.isArray(samples)) return text
  const ids = new Set(names.values())
  const kept = samples.filter((sample) => named(sample.name) === null && !ids.has(sample.asset))
  if (kept.length === samples.length) return text
  return JSON.stringify({ ...stored, looked: { ...stored.looked, samples: kept } })
}

/** Pictures that are about to be forgotten, and all their tasks. */
interface Gone {
  readonly assets: ReadonlySet<AssetNumber>
  readonly tasks: ReadonlySet<TaskNumber>
}

/** Rows of undo that hold texts: answers, decisions, tags, names of documents. The others name numbers alone. */
const WITH_TEXT = ['%"names":["%', '%"answer":"%', '%"decisions":[{%', '%"tags":[{%', '%"document":"%'] as const

/**
 * Takes pictures out of what can be taken back: an act undone later leaves them as they are. Rows are read one at a time,
 * each is a whole act.
 */
export async function forgetInUndo(db: Kysely<Database>, projectId: number, gone: Gone): Promise<void> {
  const rows = await db
    .selectFrom("undo")
    .select("id")
    .where("project_id", "=", projectId)
    .where((eb) => eb.or(WITH_TEXT.map((pattern) => eb("body", "like", pattern))))
    .execute()
  for (const { id } of rows) {
    const row = await db
      .selectFrom("undo")
      .select("body")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst()
    const body = row && withoutPictures(row.body, gone)
    if (body === undefined || body === row?.body) continue
    await erasing(db, (tx) =>
      tx.updateTable("undo").set({ body }).where("project_id", "=", projectId).where("id", "=", id).execute(),
    )
  }
  await forgetInParts(db, projectId, gone)
}

/** As {@link forgetInUndo}, of acts that are remembered in parts: once none of their pictures is left, their own words go, too. */
async function forgetInParts(db: Kysely<Database>, projectId: number, gone: Gone): Promise<void> {
  const rows = await db
    .selectFrom("undo_part")
    .select(["undo_id", "part"])
    .where("project_id", "=", projectId)
    .where((eb) => eb.or(WITH_TEXT.map((pattern) => eb("body", "like", pattern))))
    .execute()
  const touched = new Set<number>()
  for (const { undo_id, part } of rows) {
    const row = await db
      .selectFrom("undo_part")
      .select("body")
      .where("project_id", "=", projectId)
      .where("undo_id", "=", undo_id)
      .where("part", "=", part)
      .executeTakeFirst()
    const body = withoutPictures(row?.body ?? "{}", gone)
    if (body === (row?.body ?? "{}")) continue
    touched.add(undo_id)
    await erasing(db, (tx) =>
      tx
        .updateTable("undo_part")
        .set({ body })
        .where("project_id", "=", projectId)
        .where("undo_id", "=", undo_id)
        .where("part", "=", part)
        .execute(),
    )
  }
  for (const id of touched) await forgetWords(db, projectId, id)
}

/** Tags and the name of a document that an act put on pictures of which none is left. */
async function forgetWords(db: Kysely<Database>, projectId: number, id: number): Promise<void> {
  const left = await db
    .selectFrom("undo_part")
    .select("part")
    .where("project_id", "=", projectId)
    .where("undo_id", "=", id)
    .where((eb) => eb.or([eb("body", "is", null), eb("body", "like", '%"marks":[{%')]))
    .limit(1)
    .executeTakeFirst()
  if (left) return
  const undo = db.selectFrom("undo").select("body").where("project_id", "=", projectId).where("id", "=", id)
  const head = JSON.parse((await undo.executeTakeFirst())?.body ?? "{}")
  if (head.did?.tags) head.did.tags = ["-"]
  if (head.did?.name) head.did.name = "-"
  await erasing(db, (tx) =>
    tx
      .updateTable("undo")
      .set({ body: JSON.stringify(head) })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .execute(),
  )
}

/** Members under which acts name the picture or task that an entry is about; `id` is a task's in a list of `places`. */
const WHICH = ["assetId", "taskId", "task", "id"] as const

function isAbout(list: string, entry: unknown, { assets, tasks }: Gone): boolean {
  if (typeof entry !== "object" || entry === null) return false
  const key = WHICH.find((name) => name in entry)
  if (key === undefined) return false
  const isTask = key === "taskId" || key === "task" || (key === "id" && list === "places")
  const number = Number((entry as Record<string, unknown>)[key])
  return isTask ? tasks.has(number) : assets.has(number)
}

function withoutPictures(text: string, gone: Gone): string {
  let changed = false
  const body: Record<string, unknown> = JSON.parse(text)
  for (const [name, entries] of Object.entries(body)) {
    if (!Array.isArray(entries)) continue
    const kept = entries.filter((entry) => !isAbout(name, entry, gone))
    changed ||= kept.length < entries.length
    body[name] = kept
  }
  // An act on none but these pictures keeps none of the words that it put on them.
  const isEmpty = Array.isArray(body["marks"]) && body["marks"].length === 0
  if (isEmpty && Array.isArray(body["names"])) body["names"] = []
  return changed ? JSON.stringify(body) : text
}
