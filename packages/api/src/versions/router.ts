import { ProjectSlug } from "@justesse/types"
import { Done } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/dataset"
import { ProjectOnly } from "@justesse/types/wire/project"
import { z } from "zod"
import { member, router } from "../core/trpc.ts"
import * as exports from "../exports/index.ts"
import { laborShown } from "../exports/laborShown.ts"
import * as diffs from "./diff.ts"
import * as freezes from "./freeze.ts"
import * as datasets from "./index.ts"

const ExportOnly = z.strictObject({ project: ProjectSlug, id: z.int() })

/** Frozen versions and the files made of them. */
export const datasetRouter = router({
  list: member(["owner", "reviewer"], "export")
    .input(ProjectOnly)
    .output(wire.VersionList)
    .query(({ ctx }) => datasets.listVersions(ctx.deps, ctx.project, ctx.who)),
  trySplit: member(["owner"], "export")
    .input(wire.SplitPreview)
    .output(wire.SplitShown)
    .query(({ ctx, input }) => freezes.previewSplit(ctx.deps, ctx.project, input)),
  freeze: member(["owner"], "export")
    .input(wire.Freeze)
    .output(wire.Frozen)
    .mutation(({ ctx, input }) => freezes.freeze(ctx.deps, ctx.project, ctx.who, input)),
  freezeStart: member(["owner"], "export")
    .input(wire.Freeze)
    .output(wire.FreezeStarted)
    .mutation(({ ctx, input }) => freezes.startFreeze(ctx.deps, ctx.project, ctx.who, input)),
  get: member(["owner", "reviewer"], "export")
    .input(wire.VersionGet)
    .output(wire.VersionShown)
    .query(({ ctx, input }) => datasets.getVersion(ctx.deps, ctx.project, ctx.who, input.version)),
  note: member(["owner"], "export")
    .input(wire.VersionNote)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await datasets.noteVersion(ctx.deps, ctx.project, ctx.who, input)
      return { done: true as const }
    }),
  pictures: member(["owner", "reviewer"], "export")
    .input(wire.VersionPicturesInput)
    .output(wire.VersionPictures)
    .query(({ ctx, input }) => datasets.versionPictures(ctx.deps, ctx.project, input)),
  diff: member(["owner", "reviewer"], "export")
    .input(wire.DiffInput)
    .output(wire.Diff)
    .query(({ ctx, input }) => diffs.diffOf(ctx.deps, ctx.project, input)),
  diffPictures: member(["owner", "reviewer"], "export")
    .input(wire.DiffPicturesInput)
    .output(wire.DiffPictures)
    .query(({ ctx, input }) => diffs.diffPictures(ctx.deps, ctx.project, input)),
  companion: member(["owner", "reviewer"], "export")
    .input(wire.CompanionInput)
    .output(wire.Companion)
    .query(({ ctx, input }) => exports.companionOf(ctx.deps, ctx.project, input)),
  labor: member(["owner", "reviewer"], "export")
    .input(wire.VersionGet)
    .output(wire.LaborShown)
    .query(({ ctx, input }) => laborShown(ctx.deps, ctx.project, input.version)),
  loss: member(["owner", "reviewer"], "export")
    .input(wire.LossInput)
    .output(wire.Loss)
    .query(({ ctx, input }) => exports.lossOf(ctx.deps, ctx.project, input)),
  exportStart: member(["owner"], "export")
    .input(wire.ExportStart)
    .output(wire.ExportStarted)
    .mutation(({ ctx, input }) => exports.startExport(ctx.deps, ctx.project, ctx.who, input)),
  exportAgain: member(["owner"], "export")
    .input(ExportOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await exports.repeatExport(ctx.deps, ctx.project, input.id)
      return { done: true } as const
    }),
  exportCancel: member(["owner"], "export")
    .input(ExportOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await exports.cancelExport(ctx.deps, ctx.project, input.id)
      return { done: true } as const
    }),
})
