import { findJob } from "@justesse/db/jobs"
import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import type { ExportChoices } from "@justesse/types/wire/dataset"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { ExportJob, exportsOf, startExport } from "../exports/index.ts"
import { headOf } from "../versions/head.ts"
import { jobOf } from "./jobs.ts"
import type { FileAnswer } from "./route.ts"

/** Seconds between two looks at whether the asker is still there. */
const PATIENCE = 60

/**
 * The file of a version in a format: the one that is made already, the one in the making, or, for a token, one that is begun now.
 * @throws JustesseError not_found; export_not_ready when making it failed, nobody waits for it any more, or a session asks for what is not made
 */
export async function madeFile(
  deps: Deps,
  project: ProjectAccess,
  who: Who,
  wanted: ExportChoices & { version: number; format: ExportJob["format"] },
  signal: AbortSignal,
): Promise<FileAnswer> {
  const sameFormat = (await exportsOf(deps, project.id, wanted.version)).filter(
    (row) =>
      row.format === wanted.format &&
      row.withPictures === wanted.withPictures &&
      row.spreadsheet === wanted.spreadsheet &&
      row.withoutMetadata === wanted.withoutMetadata,
  )
  const made = sameFormat.find(({ href }) => href !== null) ?? sameFormat.find(({ state }) => state === "running")
  // A link may be laid before somebody who is signed in (a GET from any page carries their cookie): only a token begins work so.
  if (!made) await headOf(deps, project.id, wanted.version)
  if (!made && who.scopes === null) throw new JustesseError("export_not_ready", { why: "start_it_first" })
  const id = made?.id ?? (await startExport(deps, project, who, { ...wanted, project: project.slug })).id
  while (!signal.aborted) {
    const { state } = await jobOf(deps, project, id, { waitSeconds: PATIENCE, signal })
    if (state === "done") {
      const { file, stored } = ExportJob.parse((await findJob(deps.storage.db, id))?.input)
      return { file, stored }
    }
    if (state === "failed" || state === "cancelled") break
  }
  throw new JustesseError("export_not_ready", { job: id })
}
