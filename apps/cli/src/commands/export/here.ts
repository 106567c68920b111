import type { Deps } from "@justesse/api/core"
import { exportFiles, freeze, lossOf } from "@justesse/api/services"
import { findVersion, type ProjectAccess, readVersions } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { staged } from "../../output.ts"
import { progress } from "../../progress.ts"
import { projectFor, withStudio } from "../../studio.ts"
import type { StudioPath } from "../../studioPath.ts"
import { type Exported, isLossy, unknownVersion, type WantedExport } from "./outcome.ts"

async function versionOf(deps: Deps, project: ProjectAccess, wanted: WantedExport["version"]): Promise<number> {
  if (wanted === null) return (await freeze(deps, project, { personId: project.madeBy }, { note: "" })).version
  const known = (await readVersions(deps.storage.db, project.id)).map(({ version }) => version)
  const found = wanted === "latest" ? known[0] : known.find((version) => version === wanted)
  if (found === undefined) throw unknownVersion(project.slug, wanted, known)
  return found
}

/** Takes a version out of the data folder itself, which no server holds. */
export function exportHere(studioPath: StudioPath, wanted: WantedExport): Promise<Exported> {
  return withStudio(studioPath, async (deps) => {
    const { format, choices, strict, out } = wanted
    const project = await projectFor(deps, wanted.project, null)
    const version = await versionOf(deps, project, wanted.version)
    const row = await findVersion(deps.storage.db, project.id, version)
    if (!row) throw new JustesseError("not_found", { project: project.slug, version })
    const { lines: report, better } = await lossOf(deps, project, { project: project.slug, version, format })
    const message = { version, pictures: row.pictures, regions: row.regions, report, better }
    if (strict && isLossy(report)) return { ...message, isWritten: false }
    const bar = progress("Exporting")
    const target = staged(out)
    let steps = 0
    const onStep = async () => bar.at(++steps, 0)
    try {
      const plan = { projectId: project.id, version, format, choices, spool: target.spool, onStep }
      await target.files(exportFiles(deps, plan))
      await target.keep()
    } finally {
      bar.end()
      await target.drop()
    }
    return { ...message, isWritten: true }
  })
}
