import { ProjectSlug } from "@justesse/types"
import { Done } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/dataset"
import { ProjectOnly } from "@justesse/types/wire/project"
import { z } from "zod"
import { member, router } from "../core/trpc.ts"
import * as datasets from "../services/datasets.ts"
import * as exports from "../services/exports.ts"

const ExportOnly = z.strictObject({ project: ProjectSlug, id: z.int() })

/** Frozen versions and the files made of them. */
export const datasetRouter = router({
  list: member(["owner", "reviewer"], "export")
    .input(ProjectOnly)
    .output(wire.VersionList)
    .query(({ ctx }) => datasets.listVersions(ctx.deps, ctx.project, ctx.who)),
  freeze: member(["owner"], "export")
    .input(wire.Freeze)
    .output(wire.Frozen)
    .mutation(({ ctx, input }) => datasets.freeze(ctx.deps, ctx.project, ctx.who, input.note)),
  get: member(["owner", "reviewer"], "export")
    .input(wire.VersionGet)
    .output(wire.VersionShown)
    .query(({ ctx, input }) => datasets.getVersion(ctx.deps, ctx.project, ctx.who, input.version)),
  pictures: member(["owner", "reviewer"], "export")
    .input(wire.VersionPicturesInput)
    .output(wire.VersionPictures)
    .query(({ ctx, input }) => datasets.versionPictures(ctx.deps, ctx.project, input)),
  loss: member(["owner", "reviewer"], "export")
    .input(wire.LossInput)
    .output(wire.Loss)
    .query(({ ctx, input }) => exports.lossOf(ctx.deps, ctx.project, input)),
  exportStart: member(["owner"], "export")
    .input(wire.ExportStart)
    .output(wire.ExportStarted)
    .mutation(({ ctx, input }) => exports.startExport(ctx.deps, ctx.project, ctx.who, input)),
  exportCancel: member(["owner"], "export")
    .input(ExportOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await exports.cancelExport(ctx.deps, ctx.project, input.id)
      return { done: true } as const
    }),
})
