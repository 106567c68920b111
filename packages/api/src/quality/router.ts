import { Order, OrderInput } from "@justesse/types/kinds/order"
import { Done } from "@justesse/types/wire/common"
import { ProjectOnly } from "@justesse/types/wire/project"
import { Quality, QualityInput } from "@justesse/types/wire/quality"
import { member, router } from "../core/trpc.ts"
import { orderOf } from "../work/pairs/order.ts"
import { showQuality } from "./index.ts"
import { queueFigures } from "./news.ts"

/** How good a project's answers are, with what that rests on. Per person only with intervals, never in order of merit. */
export const qualityRouter = router({
  page: member(["owner", "reviewer"], "read")
    .input(QualityInput)
    .output(Quality)
    .query(({ ctx, input }) => showQuality(ctx.deps, ctx.project, ctx.who, input)),
  order: member(["owner", "reviewer"], "read")
    .input(OrderInput)
    .output(Order)
    .query(({ ctx, input }) => orderOf(ctx.deps, ctx.project, input.limit)),
  compute: member(["owner", "reviewer"])
    .input(ProjectOnly)
    .output(Done)
    .mutation(async ({ ctx }) => {
      for (const kind of ["quality", "scores"] as const)
        await queueFigures(ctx.deps, kind, ctx.project.id, ctx.who.personId)
      return { done: true } as const
    }),
})
