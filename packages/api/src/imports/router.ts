import { PairsAdded, PairsInput } from "@justesse/types/kinds/order"
import { Done } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/imports"
import { ProjectOnly } from "@justesse/types/wire/project"
import { member, router } from "../core/trpc.ts"
import { addPairsFrom } from "../work/pairs/fromText.ts"
import * as ask from "./ask.ts"
import * as imports from "./index.ts"
import { linksOf } from "./links.ts"
import { startUndo } from "./undo.ts"

const done = { done: true } as const

/** What came into a project, what is about to, and how it is taken back. */
export const importsRouter = router({
  list: member(["owner"], "import")
    .input(ProjectOnly)
    .output(wire.ImportList)
    .query(({ ctx }) => imports.listImports(ctx.deps, ctx.project, ctx.who)),
  get: member(["owner"], "import")
    .input(wire.ImportGet)
    .output(wire.ImportShown)
    .query(({ ctx, input }) => imports.getImport(ctx.deps, ctx.project, ctx.who, input.id)),
  report: member(["owner"], "import")
    .input(wire.ImportReportInput)
    .output(wire.ImportReport)
    .query(({ ctx, input }) => imports.reportOf(ctx.deps, ctx.project, input.id, input.part)),
  excerpt: member(["owner"], "import")
    .input(wire.ImportExcerptInput)
    .output(wire.ImportExcerpt)
    .query(({ ctx, input }) => ask.excerptOf(ctx.deps, ctx.project, input)),
  links: member(["owner"], "import")
    .input(wire.ImportGet)
    .output(wire.ImportLinks)
    .query(({ ctx, input }) => linksOf(ctx.deps, ctx.project, input.id)),
  pairs: member(["owner"], "import")
    .input(PairsInput)
    .output(PairsAdded)
    .mutation(({ ctx, input }) => addPairsFrom(ctx.deps, ctx.project, input)),
  rename: member(["owner"], "import")
    .input(wire.ImportRename)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await imports.renameImport(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  look: member(["owner"], "import")
    .input(wire.PreviewInput)
    .output(wire.ImportStarted)
    .mutation(({ ctx, input }) => ask.previewImport(ctx.deps, ctx.project, ctx.who, input)),
  link: member(["owner"], "import")
    .input(wire.ImportLink)
    .output(wire.ImportStarted)
    .mutation(({ ctx, input }) => ask.linkImport(ctx.deps, ctx.project, ctx.who, input)),
  lookAgain: member(["owner"], "import")
    .input(wire.PreviewAgainInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ask.previewAgain(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  run: member(["owner"], "import")
    .input(wire.ImportRun)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ask.runWaiting(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  start: member(["owner"], "import")
    .input(wire.ImportStart)
    .output(wire.ImportStarted)
    .mutation(({ ctx, input }) => imports.startImport(ctx.deps, ctx.project, ctx.who, input)),
  cancel: member(["owner"], "import")
    .input(wire.ImportGet)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await imports.cancelImport(ctx.deps, ctx.project, ctx.who, input.id)
      return done
    }),
  undo: member(["owner"], "import")
    .input(wire.ImportGet)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await startUndo(ctx.deps, ctx.project, ctx.who, input.id)
      return done
    }),
})
