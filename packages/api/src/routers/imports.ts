import { Done } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/imports"
import { ProjectOnly } from "@justesse/types/wire/project"
import { member, router } from "../core/trpc.ts"
import * as imports from "../services/imports.ts"

/** What came into a project, and how. */
export const importsRouter = router({
  list: member(["owner"], "import")
    .input(ProjectOnly)
    .output(wire.ImportList)
    .query(({ ctx }) => imports.listImports(ctx.deps, ctx.project, ctx.who)),
  get: member(["owner"], "import")
    .input(wire.ImportGet)
    .output(wire.ImportShown)
    .query(({ ctx, input }) => imports.getImport(ctx.deps, ctx.project, ctx.who, input.id)),
  start: member(["owner"], "import")
    .input(wire.ImportStart)
    .output(wire.ImportStarted)
    .mutation(({ ctx, input }) => imports.startImport(ctx.deps, ctx.project, ctx.who, input)),
  cancel: member(["owner"], "import")
    .input(wire.ImportGet)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await imports.cancelImport(ctx.deps, ctx.project, ctx.who, input.id)
      return { done: true } as const
    }),
})
