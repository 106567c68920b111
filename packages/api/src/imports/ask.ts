import { realpath } from "node:fs/promises"
import { resolve, sep } from "node:path"
import { endImport, findImport, insertImport, listWaitingImports, moveImport } from "@justesse/db/imports"
import { rememberLabels } from "@justesse/db/imports/memory"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import { decodeText, readHead } from "@justesse/formats/io/fileSet"
import { JustesseError } from "@justesse/types"
import type * as wire from "@justesse/types/wire/imports"
import type { z } from "zod"
import { requireJobRoom } from "../admin/quotas.ts"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { requireActive } from "../projects/guard.ts"
import { KEPT_MS, orBack, queueImport } from "./index.ts"
import { filesOf, lastOf, type PreviewJob, queuePreview, waitingFiles } from "./previewJob.ts"

type Asking = Pick<Deps, "storage" | "nowMs" | "uploads" | "wake" | "settings">

/** Refuses the studio's own folder, what lies in it and what holds it: keys and accounts are no pictures. */
async function refuseOwnFolder({ host }: Pick<Deps, "host">, folder: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => resolve(path))
  const [asked, own] = [`${await real(folder)}${sep}`, `${await real(host.dataDir)}${sep}`]
  const holds = (outer: string, inner: string) => inner.startsWith(outer.replace(/[\\/]+$/, sep))
  if (holds(asked, own) || holds(own, asked)) throw new JustesseError("invalid_input", { field: "folder", rule: "own" })
}

/** Lines before and after the one that is shown, and signs of each. */
const AROUND = 2
const MOST_SIGNS = 400
/** An excerpt is looked for in the first bytes of a file only. */
const MOST_BYTES = 64_000_000

/**
 * Begins to look at a batch of uploaded files: nothing is written until its owner says what they are.
 * @throws JustesseError not_found when nothing was uploaded under that batch
 */
export async function previewImport(
  deps: Asking,
  project: ProjectAccess,
  who: Who,
  { batch, name, format, origin, runsRows }: z.infer<typeof wire.PreviewInput>,
): Promise<{ id: number }> {
  requireActive(project)
  if (!(await deps.uploads.has(project.slug, batch))) throw new JustesseError("not_found", { batch })
  return begin(deps, project, who, { batch, folder: null, name, format, origin, runsRows })
}

/**
 * Begins to look at a folder of the computer that serves, whose pictures are to stay where they are. For its operator alone:
 * whoever names a folder reads what the server can read.
 *
 * @throws JustesseError invalid_input (field folder; rule operator, or own for the studio's own folder) | not_found
 */
export async function linkImport(
  deps: Asking & Pick<Deps, "host">,
  project: ProjectAccess,
  who: Who,
  { folder, format, origin }: z.infer<typeof wire.ImportLink>,
): Promise<{ id: number }> {
  requireActive(project)
  if (!who.operator) throw new JustesseError("invalid_input", { field: "folder", rule: "operator" })
  await refuseOwnFolder(deps, folder)
  if (!(await deps.uploads.hasAt(folder))) throw new JustesseError("not_found", { folder })
  return begin(deps, project, who, { batch: null, folder, name: lastOf(folder).slice(0, 200) || "/", format, origin })
}

interface Beginning {
  readonly batch: string | null
  readonly folder: string | null
  readonly name: string
  readonly format: string
  readonly origin: 0 | 1
  readonly runsRows?: boolean | undefined
}

async function begin(
  deps: Asking,
  project: ProjectAccess,
  who: Who,
  { name, ...files }: Beginning,
): Promise<{ id: number }> {
  await requireJobRoom(deps, who.personId)
  const id = await insertImport(deps.storage.db, project.id, {
    name,
    as: "pictures",
    who: who.personId,
    startedAtMs: deps.nowMs(),
    state: "looking",
    ...(files.batch === null ? {} : { batch: files.batch }),
  })
  const job = { project: project.slug, projectId: project.id, importId: id, name, who: who.personId, ...files }
  await orBack(deps, { project, id, from: "looking", to: "cancelled" }, () => queuePreview(deps, project, who, job))
  return { id }
}

/** Looks at waiting files again, read in another way. @throws JustesseError not_found when it does not wait */
export async function previewAgain(
  deps: Asking,
  project: ProjectAccess,
  who: Who,
  { id, format, origin }: z.infer<typeof wire.PreviewAgainInput>,
): Promise<void> {
  const { batch, folder } = await waitingFiles(deps, project.id, id)
  const entry = await findImport(deps.storage.db, project.id, id)
  if (!entry || !(await moveImport(deps.storage.db, project.id, id, ["waiting"], "looking"))) return
  const files = { project: project.slug, batch, folder }
  const about = { projectId: project.id, importId: id, name: entry.name, who: who.personId }
  const job = { ...files, ...about, format, origin }
  await orBack(deps, { project, id, from: "looking", to: "waiting" }, () => queuePreview(deps, project, who, job))
}

/**
 * Lets a waiting import write, and remembers what its labels mean for the next one.
 * @throws JustesseError not_found when it does not wait | import_refused (strict) when anything would be left out
 */
export async function runWaiting(
  deps: Asking,
  project: ProjectAccess,
  who: Who,
  { id, options }: z.infer<typeof wire.ImportRun>,
): Promise<void> {
  requireActive(project)
  await runNow(deps, project, who, { id, options })
}

async function runNow(
  deps: Asking,
  project: Pick<ProjectAccess, "id" | "slug">,
  who: Pick<Who, "personId">,
  { id, options }: Pick<z.infer<typeof wire.ImportRun>, "id" | "options">,
): Promise<void> {
  const { db } = deps.storage
  const { batch, folder, looked: preview } = await waitingFiles(deps, project.id, id)
  if (options.strict && preview.lost > 0) throw new JustesseError("import_refused", { lost: preview.lost })
  const entry = await findImport(db, project.id, id)
  const nowMs = deps.nowMs()
  // What was looked at has been recognised: it is read the same way.
  const format = options.format === "auto" ? preview.format : options.format
  const chosen = { ...options, format, strict: false }
  const more = { runAtMs: nowMs, options: JSON.stringify(chosen) }
  if (!entry || !(await moveImport(db, project.id, id, ["waiting"], "running", more))) return
  await remember(deps, project.id, options.labels)
  const files = { project: project.slug, batch, folder }
  const about = { projectId: project.id, importId: id, name: entry.name, who: who.personId }
  const job = { ...files, ...about, options: chosen }
  await orBack(deps, { project, id, from: "running", to: "waiting" }, () => queueImport(deps, project, who, job))
}

async function remember(deps: Asking, projectId: number, labels: wire.LabelMapping): Promise<void> {
  const meant = new Map<string, string | null>()
  for (const { name, choice } of labels) {
    if (choice.to === "existing") meant.set(name, choice.label)
    if (choice.to === "out") meant.set(name, null)
  }
  await rememberLabels(deps.storage.db, projectId, meant)
}

/** Runs a waiting import whose rows can all come in: nothing about them needs a decision. */
export async function runWhenClear(deps: Asking, job: PreviewJob): Promise<void> {
  const { db } = deps.storage
  const entry = await findImport(db, job.projectId, job.importId)
  const project = await findProject(db, job.projectId)
  if (entry?.state !== "waiting" || !project || project.state === "deleted") return
  const { looked } = await waitingFiles(deps, project.id, entry.id)
  if (!looked.rows || looked.rows.count <= looked.twice || looked.lost + looked.changed > 0) return
  const options = { format: looked.format, origin: looked.origin, as: "settled", strict: false, labels: [] } as const
  await runNow(deps, project, { personId: job.who }, { id: entry.id, options: { ...options, labels: [] } })
}

/** Lines of a waiting file around one of them, as they are. @throws JustesseError not_found */
export async function excerptOf(
  deps: Pick<Deps, "storage" | "uploads">,
  project: ProjectAccess,
  { id, file, line }: z.infer<typeof wire.ImportExcerptInput>,
): Promise<z.infer<typeof wire.ImportExcerpt>> {
  const where = await waitingFiles(deps, project.id, id)
  const files = await filesOf(deps, where)
  try {
    const { text } = decodeText(await readHead(files, file, MOST_BYTES))
    const from = Math.max(1, line - AROUND)
    return { lines: linesOf(text, from, line + AROUND).map((one, index) => ({ line: from + index, text: one })) }
  } finally {
    files.close()
  }
}

/** Lines `from` to `to` (from 1, both in it), the beginning of each: the others are passed over, however many there are. */
function linesOf(text: string, from: number, to: number): string[] {
  const end = text.includes("\n") ? "\n" : "\r"
  const lines: string[] = []
  for (let line = 1, at = 0; line <= to && at <= text.length; line++) {
    const next = text.indexOf(end, at)
    const stop = next < 0 ? text.length : next
    if (line >= from) lines.push(text.slice(at, Math.min(stop, at + MOST_SIGNS)).replace(/\r$/, ""))
    at = stop + 1
  }
  return lines
}

/** Ends imports whose files have waited too long, and removes the files. Returns how many. */
export async function collectWaiting(deps: Asking): Promise<number> {
  const { db } = deps.storage
  const old = await listWaitingImports(db, deps.nowMs() - KEPT_MS)
  for (const { projectId, slug, id, batch } of old) {
    await endImport(db, projectId, id, "cancelled", deps.nowMs())
    if (batch !== "") await deps.uploads.remove(slug, batch)
  }
  return old.length
}
