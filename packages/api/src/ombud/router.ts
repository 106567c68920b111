import { PersonId } from "@justesse/types"
import { Done, Empty } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/ombud"
import { operator, person, router } from "../core/trpc.ts"
import { answerMatter, decideAgain, listMatters, readMatter, readMyMatter, setOmbud, writeToOmbud } from "./index.ts"

const worker = () => person("work")

/** Whom people write to outside of a project when a rejection stands or they were restricted, and what the ombud can do. */
export const ombudRouter = router({
  mine: worker()
    .input(wire.OmbudAsk)
    .output(wire.OmbudThread)
    .query(({ ctx, input }) => readMyMatter(ctx.deps, ctx.who, input.about)),
  write: worker()
    .input(wire.OmbudWrite)
    .output(wire.OmbudThread)
    .mutation(({ ctx, input }) => writeToOmbud(ctx.deps, ctx.who, input)),
  list: worker()
    .input(Empty)
    .output(wire.OmbudMatters)
    .query(({ ctx }) => listMatters(ctx.deps, ctx.who)),
  one: worker()
    .input(wire.OmbudMatterInput)
    .output(wire.OmbudMatter)
    .query(({ ctx, input }) => readMatter(ctx.deps, ctx.who, input.matter)),
  answer: worker()
    .input(wire.OmbudAnswer)
    .output(wire.OmbudMatter)
    .mutation(({ ctx, input }) => answerMatter(ctx.deps, ctx.who, input)),
  decideAgain: worker()
    .input(wire.OmbudMatterInput)
    .output(wire.OmbudMatter)
    .mutation(({ ctx, input }) => decideAgain(ctx.deps, ctx.who, input.matter)),
  studio: operator()
    .input(Empty)
    .output(wire.OmbudOfStudio)
    .query(({ ctx }) => {
      const { ombud } = ctx.deps.settings.get()
      return { person: ombud === null ? null : PersonId.parse(ombud) }
    }),
  set: operator()
    .input(wire.OmbudOfStudio)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setOmbud(ctx.deps, input.person)
      return { done: true as const }
    }),
})
