import * as wire from "@justesse/types/wire/asset"
import { Done } from "@justesse/types/wire/common"
import { ProjectOnly } from "@justesse/types/wire/project"
import { member, router } from "../core/trpc.ts"
import { actOnAssets } from "./acts.ts"
import { prepareDownload } from "./download.ts"
import { listAssets } from "./index.ts"
import { longActs } from "./long.ts"
import { eraseRows, excludeRows, listRows } from "./rows.ts"
import { weighAssets } from "./select.ts"
import { getAsset } from "./show.ts"
import { stopAct, undoAct } from "./undo.ts"
import * as views from "./views.ts"

/** Pictures of a project: the grid, one of them, and acts on many. */
export const assetRouter = router({
  list: member(["owner", "reviewer"], "read")
    .input(wire.AssetListInput)
    .output(wire.AssetPage)
    .query(({ ctx, input }) => listAssets(ctx.deps, ctx.project, ctx.who, input)),
  get: member(["owner", "reviewer"], "read")
    .input(wire.AssetGet)
    .output(wire.AssetShown)
    .query(({ ctx, input }) => getAsset(ctx.deps, ctx.project, ctx.who, input.asset)),
  rows: member(["owner", "reviewer"], "read")
    .input(wire.RowsInput)
    .output(wire.RowsPage)
    .query(({ ctx, input }) => listRows(ctx.deps, ctx.project, input)),
  excludeRows: member(["owner"])
    .input(wire.RowsExclude)
    .output(wire.RowsDone)
    .mutation(({ ctx, input }) => excludeRows(ctx.deps, ctx.project, input)),
  eraseRows: member(["owner"])
    .input(wire.RowsErase)
    .output(wire.RowsDone)
    .mutation(({ ctx, input }) => eraseRows(ctx.deps, ctx.project, ctx.who, input)),
  weigh: member(["owner"], "read")
    .input(wire.AssetWeigh)
    .output(wire.AssetWeighed)
    .query(({ ctx, input }) => weighAssets(ctx.deps, ctx.project, input.selection)),
  tags: member(["owner", "reviewer"], "read")
    .input(ProjectOnly)
    .output(wire.TagList)
    .query(({ ctx }) => views.listTags(ctx.deps, ctx.project)),
  views: member(["owner", "reviewer"], "read")
    .input(ProjectOnly)
    .output(wire.ViewList)
    .query(({ ctx }) => views.listViews(ctx.deps, ctx.project, ctx.who)),
  saveView: member(["owner", "reviewer"])
    .input(wire.ViewSave)
    .output(wire.ViewSaved)
    .mutation(({ ctx, input }) => views.saveView(ctx.deps, ctx.project, ctx.who, input)),
  removeView: member(["owner", "reviewer"])
    .input(wire.ViewRemove)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await views.removeView(ctx.deps, ctx.project, ctx.who, input.id)
      return { done: true } as const
    }),
  download: member(["owner"], "export")
    .input(wire.AssetDownload)
    .output(wire.AssetDownloadReady)
    .mutation(({ ctx, input }) => prepareDownload(ctx.deps, ctx.project, ctx.who, input)),
  act: member(["owner"])
    .input(wire.AssetActInput)
    .output(wire.AssetActDone)
    .mutation(({ ctx, input }) => actOnAssets(ctx.deps, ctx.project, ctx.who, input)),
  undo: member(["owner"])
    .input(wire.AssetUndo)
    .output(wire.AssetUndone)
    .mutation(({ ctx, input }) => undoAct(ctx.deps, ctx.project, ctx.who, input.undo)),
  longActs: member(["owner"], "read")
    .input(ProjectOnly)
    .output(wire.LongActs)
    .query(({ ctx }) => longActs(ctx.deps, ctx.project)),
  stopAct: member(["owner"])
    .input(wire.AssetUndo)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await stopAct(ctx.deps, ctx.project.id, input.undo)
      return { done: true } as const
    }),
})
