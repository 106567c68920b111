import type { Deps } from "@justesse/api/core"
import { ingest } from "@justesse/api/services"
import { findSet, type ProjectAccess, readImportReport, readImports } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { progress } from "../../progress.ts"
import { projectFor, withStudio } from "../../studio.ts"
import type { StudioPath } from "../../studioPath.ts"
import type { Figures, Imported, Wanted } from "./outcome.ts"

/** Brings files into the data folder itself, which no server holds. */
export function importHere(studioPath: StudioPath, wanted: Wanted): Promise<Imported> {
  return withStudio(studioPath, async (deps) => {
    const project = await projectFor(deps, wanted.project, wanted.kind, wanted.hasPairs)
    const { kind: _, hasPairs: __, link, files, ...choices } = wanted
    const bar = progress("Importing")
    try {
      const result = await ingest(deps, {
        ...choices,
        project,
        files,
        who: { personId: project.madeBy },
        ...(link ? { pathOf: files.pathOf } : {}),
        onProgress: (now) => bar.at(now.done, now.total),
      })
      const figures = result.set === null ? null : await figuresOf(deps, project, result.set)
      return { ...result, figures }
    } catch (error) {
      if (error instanceof JustesseError && error.code === "import_refused") return await refusedOf(deps, project)
      throw error
    } finally {
      bar.end()
    }
  })
}

async function figuresOf(deps: Deps, project: ProjectAccess, set: number): Promise<Figures | null> {
  const row = await findSet(deps.storage.db, project.id, set)
  if (!row) return null
  const { pictures, unmatched, regions, suspects } = row
  const { numbers } = row.scores ?? { numbers: [] }
  const defined = (at: number) => ((numbers[at] ?? -1) < 0 ? null : (numbers[at] ?? null))
  return { set, pictures, unmatched, regions, suspects, ap: defined(0), ap50: defined(1), ap75: defined(2) }
}

/** The import that was refused last, as its row says it. */
async function refusedOf(deps: Deps, project: ProjectAccess): Promise<Imported> {
  const { db } = deps.storage
  const row = (await readImports(db, project.id))[0]
  if (!row) throw new JustesseError("not_found", { project: project.slug })
  const { pictures, twice, regions, leftOut, unmatched, format } = row
  const counts = { pictures, twice, regions, leftOut, unmatched, format }
  return {
    ...counts,
    state: "refused",
    set: null,
    figures: null,
    report: await readImportReport(db, project.id, row.id),
  }
}
