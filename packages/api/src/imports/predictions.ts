import { findImport, setImportSet } from "@justesse/db/imports"
import { deleteSet, findSet, insertSet, proposeInstead } from "@justesse/db/models/predictions"
import { findProject } from "@justesse/db/projects"
import { resultFiles } from "@justesse/formats/cocoResults/rows"
import { readDataset } from "@justesse/formats/detect"
import type { FileSet } from "@justesse/formats/io/fileSet"
import { reportLine } from "@justesse/formats/report/lines"
import { JustesseError } from "@justesse/types"
import type { ReportLine } from "@justesse/types/dataset"
import type { Unmatched } from "@justesse/types/wire/quality"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { codeOf, type ReadPrediction } from "../models/read.ts"
import { fillSet } from "../models/run.ts"
import { joinLabels, type LabelChoices, nameInFiles } from "./labels.ts"

type Predicting = Pick<Deps, "storage" | "compute" | "nowMs">

export interface PredictionCounts {
  readonly format: string
  /** Pictures that are here and that the set covers. */
  readonly pictures: number
  readonly unmatched: number
  readonly regions: number
}

interface PredictionsInput {
  readonly id: number
  readonly files: FileSet
  readonly name: string
  readonly as: string
  readonly who: Pick<Who, "personId">
  readonly choices: LabelChoices
  readonly format?: string
  readonly origin?: 0 | 1
}

/**
 * What files say about pictures that are here becomes a prediction set; as `proposals` people begin with what it found. Run
 * again, the same set is filled anew. Pictures that are not here are named in the report.
 *
 * @throws JustesseError format_unknown | file_unreadable | label_unknown
 */
export async function becomePredictions(
  deps: Predicting,
  projectId: number,
  input: PredictionsInput,
): Promise<{ setId: number; counts: PredictionCounts; report: readonly ReportLine[] }> {
  const { db } = deps.storage
  const { id, name, who, as } = input
  await addChosen(deps, projectId, input)
  const project = await findProject(db, projectId)
  if (!project) throw new JustesseError("not_found", { project: projectId })
  const begun = (await findImport(db, projectId, id))?.setId ?? null
  const setId = begun ?? (await insertSet(db, projectId, { name, madeBy: who.personId, madeAtMs: deps.nowMs() }))
  await setImportSet(db, projectId, id, setId)
  const report: ReportLine[] = []
  const { format, origin, choices } = input
  const how = {
    choices,
    onLine: (line: ReportLine) => void report.push(line),
    ...(format === undefined ? {} : { format }),
    ...(origin === undefined ? {} : { origin }),
    onUnmatched: (one: ReadPrediction, why: Unmatched) => {
      const { file, line } = one.source ?? { file: one.name }
      report.push(reportLine("lost", codeOf(why), { file, line, found: one.name }))
    },
  }
  try {
    const onReady: NonNullable<Parameters<typeof fillSet>[5]>["onReady"] = async (inside) => {
      if (as === "proposals") await proposeInstead(inside.storage.db, projectId, id, setId)
      const isNoted = begun !== null && (await findSet(db, projectId, setId))?.state === "ready"
      if (!isNoted) await note(inside, projectId, who, { what: "predictions.started", detail: { set: setId, name } })
    }
    const counts = await fillSet(deps, project, setId, input.files, () => Promise.resolve(), { ...how, onReady })
    return { setId, counts, report }
  } catch (error) {
    await db.transaction().execute((tx) => deleteSet(tx, projectId, setId))
    await setImportSet(db, projectId, id, null)
    throw error
  }
}

/** Labels of the files that somebody wants in the project join it; the others stay outside. */
async function addChosen(deps: Predicting, projectId: number, input: PredictionsInput): Promise<void> {
  const { files, choices, format = "auto" } = input
  const isWanted = (name: string) => choices.get(name)?.to === "new"
  if (![...choices.values()].some(({ to }) => to === "new")) return
  if (format === "auto" && (await resultFiles(files)).length > 0) return
  for await (const event of readDataset(files, { format })) {
    if (event.kind !== "ontology") continue
    const labels = event.ontology.labels.filter((label) => isWanted(nameInFiles(label)))
    await joinLabels(deps, { projectId, importId: input.id, who: input.who, choices }, { labels })
    return
  }
}
