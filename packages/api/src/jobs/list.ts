import { z } from "zod"
import { ActJob, endAct, runAct } from "../assets/actsRun.ts"
import { makePyramids, PyramidsJob } from "../assets/pyramids.ts"
import { runUndoAct } from "../assets/undo.ts"
import { ExportJob, runExport } from "../exports/index.ts"
import { GoldJob, makeAll } from "../gold/make.ts"
import { runWhenClear } from "../imports/ask.ts"
import { failImport, ImportJob, runImport } from "../imports/index.ts"
import { PreviewJob, runPreview } from "../imports/previewJob.ts"
import { runUndo } from "../imports/undo.ts"
import { UndoJob } from "../imports/undoLabels.ts"
import { runSuspects, SuspectsJob } from "../models/act.ts"
import { OrderJob, orderAll } from "../models/index.ts"
import { failPredictions, PredictionsJob, runPredictions } from "../models/run.ts"
import { runScores } from "../models/score.ts"
import { fillAhead } from "../models/servers/fill.ts"
import { FillJob } from "../models/servers/job.ts"
import { follow, SettingsJob } from "../projects/settingsFollow.ts"
import { QualityJob, runQuality } from "../quality/run.ts"
import { FreezeJob, runFreeze } from "../versions/freeze.ts"
import { defineJob, type JobKind, type Progress } from "./define.ts"

/** An import is cancelled through its own row, so that it ends between two batches. */
const untilRowSays =
  (progress: Progress) =>
  (done: number, total: number): void =>
    void progress(done, total).catch(() => undefined)

/** Every kind of long work that a runner takes. */
export const JOBS: readonly JobKind[] = [
  defineJob({
    name: "import",
    lane: "long",
    input: ImportJob,
    dropsFiles: true,
    run: async (deps, input, progress) => {
      await runImport(deps, input, untilRowSays(progress))
      return null
    },
    failed: failImport,
  }),
  defineJob({
    name: "look",
    lane: "preview",
    input: PreviewJob,
    dropsFiles: true,
    run: async (deps, input, progress) => {
      await runPreview(deps, input, untilRowSays(progress))
      if (input.runsRows) await runWhenClear(deps, input)
      return null
    },
    failed: failImport,
  }),
  defineJob({ name: "undo_import", lane: "long", input: UndoJob, run: runUndo }),
  defineJob({ name: "export", lane: "long", input: ExportJob, run: runExport }),
  defineJob({
    name: "freeze",
    lane: "long",
    input: FreezeJob,
    run: (deps, input, progress, job) => runFreeze(deps, input, progress, job.tries > 1 ? job.madeAtMs : null),
  }),
  defineJob({
    name: "backup",
    lane: "long",
    input: z.looseObject({ reason: z.enum(["hand", "nightly", "migration"]) }),
    run: async (deps, { reason }, progress) => ({ file: await deps.host.backup(reason, progress) }),
  }),
  defineJob({ name: "quality", lane: "figures", input: QualityJob, run: runQuality }),
  defineJob({
    name: "scores",
    lane: "figures",
    input: QualityJob,
    run: (deps, { project }, progress) => runScores(deps, project, progress),
  }),
  defineJob({
    name: "predictions",
    lane: "long",
    input: PredictionsJob,
    dropsFiles: true,
    run: runPredictions,
    failed: failPredictions,
  }),
  defineJob({ name: "propose", lane: "models", input: FillJob, run: fillAhead }),
  defineJob({
    name: "settings",
    lane: "follow",
    input: SettingsJob,
    run: async (deps, { project, ...follows }) => {
      await follow(deps, project, follows)
      return null
    },
  }),
  defineJob({
    name: "gold",
    lane: "follow",
    input: GoldJob,
    run: (deps, { project, who, asked }, _progress, { id }) =>
      makeAll(deps, id, { projectId: project, who: { personId: who }, input: asked }),
  }),
  defineJob({
    name: "suspects",
    lane: "follow",
    input: SuspectsJob,
    run: (deps, input, _progress, { id }) => runSuspects(deps, id, input),
  }),
  defineJob({
    name: "order",
    lane: "follow",
    input: OrderJob,
    run: (deps, { project, who, set }, _progress, { id }) => orderAll(deps, id, project, { personId: who }, set),
  }),
  defineJob({
    name: "act",
    lane: "acts",
    input: ActJob,
    run: runAct,
    failed: (deps, { project, who, undo }) => endAct(deps, project, { personId: who }, undo),
  }),
  defineJob({
    name: "tiles",
    lane: "tiles",
    input: PyramidsJob,
    run: (deps, _input, progress) => makePyramids(deps, progress),
  }),
  defineJob({ name: "undo_act", lane: "acts", input: ActJob, run: runUndoAct }),
]
