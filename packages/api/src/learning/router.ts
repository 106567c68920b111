import {
  LearnInput,
  LearnPage,
  Practice,
  PracticeFeedback,
  PracticeInput,
  PracticeSent,
} from "@justesse/types/wire/learning"
import { answerInConstantTime } from "../core/constantTime.ts"
import { person, router, shownTo } from "../core/trpc.ts"
import { learnPage } from "./page.ts"
import { practice, sendPractice } from "./practise.ts"

/** What a person learns from their own errors. Nobody else reads any of it: there is no call that takes another person's name. */
export const learningRouter = router({
  mine: person("work")
    .input(LearnInput)
    .output(LearnPage)
    .query(({ ctx, input }) => answerInConstantTime(() => learnPage(ctx.deps, ctx.who.personId, input))),
  practice: shownTo(["annotator"])
    .input(PracticeInput)
    .output(Practice)
    .query(({ ctx, input }) => practice(ctx.deps, ctx.project, ctx.who.personId, input)),
  practise: person("work")
    .input(PracticeSent)
    .output(PracticeFeedback)
    .mutation(({ ctx, input }) => sendPractice(ctx.deps, ctx.who.personId, input)),
})
