import * as wire from "@justesse/types/wire/asset"
import { Done } from "@justesse/types/wire/common"
import { member, router } from "../core/trpc.ts"
import { listAssets } from "../services/assets.ts"
import { actOnAssets } from "../services/assetsActs.ts"
import { getAsset } from "../services/assetsShow.ts"
import { undoAct } from "../services/assetsUndo.ts"

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
  act: member(["owner"])
    .input(wire.AssetActInput)
    .output(wire.AssetActDone)
    .mutation(({ ctx, input }) => actOnAssets(ctx.deps, ctx.project, ctx.who, input)),
  undo: member(["owner"])
    .input(wire.AssetUndo)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await undoAct(ctx.deps, ctx.project, ctx.who, input.undo)
      return { done: true } as const
    }),
})
