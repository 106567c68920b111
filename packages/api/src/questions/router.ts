import { ProjectSlug } from "@justesse/types"
import { Done, Empty } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/question"
import { z } from "zod"
import { answerInConstantTime } from "../core/constantTime.ts"
import { ALL_ROLES, member, person, router } from "../core/trpc.ts"
import { answerThread, raiseThread, resolveThread } from "./answer.ts"
import { askAboutTask } from "./ask.ts"
import { inboxPage, markSeen, unseenBy } from "./inbox.ts"
import { answerersIn, threadList, threadOne } from "./list.ts"
import { clearThread, disagree, myThreads, readThread, replyTo, threadsHere } from "./mine.ts"
import { questionsOfTask, threadsOfPicture } from "./picture.ts"

const worker = () => person("work")
const inCharge = () => member(["owner", "reviewer"], "work")
const done = { done: true } as const

/** Asking and being answered: questions, comments, what was sent back, who disagrees, and what people are told of it. */
export const questionRouter = router({
  ask: worker()
    .input(wire.AskInput)
    .output(wire.AskOutput)
    .mutation(({ ctx, input }) => askAboutTask(ctx.deps, ctx.who.personId, input)),
  here: worker()
    .input(wire.HereInput)
    .output(wire.MyThreads)
    .query(({ ctx, input }) => answerInConstantTime(() => threadsHere(ctx.deps, ctx.who.personId, input.assignmentId))),
  mine: worker()
    .input(wire.MineInput)
    .output(wire.MinePage)
    .query(({ ctx, input }) => answerInConstantTime(() => myThreads(ctx.deps, ctx.who.personId, input))),
  read: worker()
    .input(wire.ThreadInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await readThread(ctx.deps, ctx.who.personId, input.threadId)
      return done
    }),
  clear: worker()
    .input(wire.ThreadInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await clearThread(ctx.deps, ctx.who.personId, input.threadId)
      return done
    }),
  reply: worker()
    .input(wire.ReplyInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await replyTo(ctx.deps, ctx.who.personId, input)
      return done
    }),
  disagree: worker()
    .input(wire.DisagreeInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await disagree(ctx.deps, ctx.who.personId, input)
      return done
    }),
  who: member(ALL_ROLES, "work")
    .input(z.strictObject({ project: ProjectSlug }))
    .output(wire.Answerers)
    .query(({ ctx }) => answerersIn(ctx.deps, ctx.project)),
  list: inCharge()
    .input(wire.ThreadListInput)
    .output(wire.ThreadList)
    .query(({ ctx, input }) => threadList(ctx.deps, ctx.project, ctx.who.personId, input)),
  one: inCharge()
    .input(wire.ThreadOneInput)
    .output(wire.ThreadOne)
    .query(({ ctx, input }) => threadOne(ctx.deps, ctx.project, ctx.who.personId, input.threadId)),
  answer: inCharge()
    .input(wire.AnswerInput)
    .output(wire.AnswerOutput)
    .mutation(({ ctx, input }) => answerThread(ctx.deps, ctx.project, ctx.who, input)),
  resolve: inCharge()
    .input(wire.ThreadOneInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await resolveThread(ctx.deps, ctx.project, ctx.who, input.threadId)
      return done
    }),
  raise: inCharge()
    .input(wire.RaiseInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await raiseThread(ctx.deps, ctx.project, ctx.who, input)
      return done
    }),
  ofPicture: inCharge()
    .input(wire.PictureInput)
    .output(wire.PictureThreads)
    .query(({ ctx, input }) => threadsOfPicture(ctx.deps, ctx.project, ctx.who.personId, input.asset)),
  ofTask: inCharge()
    .input(wire.TaskInput)
    .output(wire.TaskQuestions)
    .query(({ ctx, input }) => questionsOfTask(ctx.deps, ctx.project, ctx.who.personId, input.task)),
  inbox: person("read")
    .input(wire.InboxInput)
    .output(wire.InboxPage)
    .query(({ ctx, input }) => inboxPage(ctx.deps, ctx.who.personId, input)),
  unseen: person("read")
    .input(Empty)
    .output(wire.Unseen)
    .query(({ ctx }) => unseenBy(ctx.deps, ctx.who.personId)),
  seen: worker()
    .input(wire.SeenInput)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await markSeen(ctx.deps, ctx.who.personId, input.ids)
      return done
    }),
})
