import { randomUUID } from "node:crypto"
import { readBytes } from "@justesse/formats/io/fileSet"
import { JustesseError, type ProjectKind, type ProjectSlug } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import { Done } from "@justesse/types/wire/common"
import { ImportReport, ImportShown, ImportStarted } from "@justesse/types/wire/imports"
import { type ProjectDraft, ProjectList } from "@justesse/types/wire/project"
import { PredictionSets } from "@justesse/types/wire/quality"
import { MOST_GROUP_BYTES, takeGroup } from "@justesse/types/wire/uploads"
import { z } from "zod"
import { Unusable } from "../../arguments.ts"
import { progress } from "../../progress.ts"
import { remote } from "../../remote.ts"
import { failedText } from "../../reportText.ts"
import { settingsFor } from "../../studio.ts"
import type { RunningServer } from "../../studioPath.ts"
import { unknownProject } from "../../unknownProject.ts"
import type { Figures, Imported, Wanted } from "./outcome.ts"

type Call = ReturnType<typeof remote>

/** Brings files in through the server that holds the data folder. */
export async function importThrough(server: RunningServer, wanted: Wanted): Promise<Imported> {
  if (wanted.link) throw new Unusable("--link: a server runs on this data folder; link the folder on the page Imports.")
  const call = remote(server)
  const { project, kind, hasPairs } = wanted
  const { projects } = await call.query("project.list", {}, ProjectList)
  const found = projects.find((row) => row.card.project === project)
  if ((!found && kind === null) || found?.card.state === "deleted")
    throw unknownProject(
      project,
      projects.map(({ card }) => card),
    )
  const isKnown = found !== undefined
  if (!isKnown && kind !== null) await makeProject(call, project, settingsFor(kind, hasPairs), kind)
  const batch = await sent(call, wanted)
  const { name, as, format, origin, strict } = wanted
  const start = { project, batch, name, as, format, origin, strict }
  const { id } = await call.mutate("imports.start", start, ImportStarted)
  const { row, report: first } = await ended(call, project, id)
  const whole = await reportOf(call, project, id)
  const report = whole.length > 0 ? whole : first
  const state =
    strict && row.state === "failed" && row.leftOut > 0 ? "refused" : stateOf(row.state, [...first, ...report])
  if (!isKnown && state === "done") await openProject(call, project)
  const { pictures, twice, regions, leftOut, unmatched, set } = row
  const figures = set === null ? null : await figuresOf(call, project, set)
  return { state, pictures, twice, regions, leftOut, unmatched, format: row.format, set, figures, report }
}

/** Requests that are on their way at once. */
const AT_ONCE = 3

/** Sends all files as one batch: small ones together, each of the others in a request of its own. */
async function sent(call: Call, { project, files }: Wanted): Promise<string> {
  const batch = randomUUID()
  const list = await files.list()
  const waiting = [...list]
  const next = () => takeGroup(waiting, ({ sizeBytes }) => sizeBytes)
  const bar = progress("Sending")
  let arrived = 0
  const lane = async () => {
    for (let some = next(); some.length > 0; some = next()) {
      const [first] = some
      if (some.length === 1 && first) await call.upload(project, batch, first.name, files.open(first.name))
      else await call.uploadGroup(project, batch, await Promise.all(some.map(({ name }) => named(files, name))))
      arrived += some.length
      bar.at(arrived, list.length)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  } finally {
    bar.end()
  }
  return batch
}

/** A file of a group, whole; one that has grown since it was listed is sent as it is now. */
async function named(files: Wanted["files"], name: string): Promise<{ name: string; body: Uint8Array }> {
  return { name, body: await readBytes(files, name, MOST_GROUP_BYTES) }
}

async function ended(call: Call, project: ProjectSlug, id: number): Promise<ImportShown> {
  const bar = progress("Importing")
  try {
    for (;;) {
      const shown = await call.query("imports.get", { project, id }, ImportShown)
      bar.at(shown.row.done, shown.row.total)
      if (shown.row.state !== "running") return shown
      await new Promise((wait) => setTimeout(wait, 300))
    }
  } finally {
    bar.end()
  }
}

async function reportOf(call: Call, project: ProjectSlug, id: number): Promise<ReportLine[]> {
  const all: ReportLine[] = []
  for (let part = 0; ; part++) {
    const { lines } = await call.query("imports.report", { project, id, part }, ImportReport)
    if (lines === null || lines.length === 0) return all
    all.push(...lines)
  }
}

/** @throws Unusable when the import failed for good */
function stateOf(state: ImportShown["row"]["state"], report: readonly ReportLine[]): Imported["state"] {
  if (state === "done" || state === "cancelled") return state
  throw new Unusable(failedText(report))
}

async function figuresOf(call: Call, project: ProjectSlug, set: number): Promise<Figures | null> {
  const { sets } = await call.query("models.list", { project }, PredictionSets)
  const found = sets.find(({ id }) => id === set)
  if (!found) return null
  const { pictures, unmatched, regions, suspects, ap, ap50, ap75 } = found
  return { set, pictures, unmatched, regions, suspects, ap, ap50, ap75 }
}

async function makeProject(
  call: Call,
  project: ProjectSlug,
  settings: ProjectDraft["settings"],
  kind: ProjectKind,
): Promise<void> {
  const forecast = { people: 1, hoursPerDay: 6, secondsPerAnswer: null }
  const draft: ProjectDraft = {
    name: project,
    template: "empty",
    kind,
    names: "in_house",
    settings,
    ontology: { labels: [] },
    guideline: "",
    forecast,
  }
  await call.mutate("project.create", { draft, slug: project }, z.object({ project: z.string() }))
}

/** Lets people label once pictures and labels are in; a project without labels stays a draft, to be finished in the studio. */
async function openProject(call: Call, project: ProjectSlug): Promise<void> {
  await call.mutate("project.open", { project }, Done).catch((error: unknown) => {
    if (!(error instanceof JustesseError && error.code === "invalid_input")) throw error
    console.error(
      `${project} is a draft until it has ${String(error.detail.missing)}: finish it in the studio under Projects.`,
    )
  })
}
