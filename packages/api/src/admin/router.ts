import { cancelJob, retryJob } from "@justesse/db"
import { TokenCreated } from "@justesse/types/wire/account"
import * as wire from "@justesse/types/wire/admin"
import { Done, Empty } from "@justesse/types/wire/common"
import { RefusedAskAnswer, RefusedAsksShown } from "@justesse/types/wire/requester"
import { z } from "zod"
import { operator, router } from "../core/trpc.ts"
import { answerAsk, showRefusedAsks } from "../projects/refusedAsks.ts"
import { storageFor, tokenFor } from "./commandLine.ts"
import * as admin from "./index.ts"
import { queueJob } from "./quotas.ts"

const done = { done: true } as const

/** The operator's pages. */
export const adminRouter = router({
  health: operator()
    .input(Empty)
    .output(wire.Health)
    .query(({ ctx }) => admin.health(ctx.deps)),
  setQuotas: operator()
    .input(wire.QuotasShown)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.settings.set({ quotas: input })
      return { done: true as const }
    }),
  setSupport: operator()
    .input(wire.SupportUpdate)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.settings.set(input)
      return done
    }),
  setModelHosts: operator()
    .input(wire.ModelHostsUpdate)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.settings.set(input)
      return done
    }),
  setNightly: operator()
    .input(wire.NightlyUpdate)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.deps.settings.set({ nightly: input })
      return done
    }),
  refusedAsks: operator()
    .input(Empty)
    .output(RefusedAsksShown)
    .query(({ ctx }) => showRefusedAsks(ctx.deps)),
  answerRefusedAsk: operator()
    .input(RefusedAskAnswer)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await answerAsk(ctx.deps, ctx.who, input)
      return done
    }),
  backupNow: operator()
    .input(Empty)
    .output(z.strictObject({ job: z.int() }))
    .mutation(async ({ ctx }) => {
      const asked = { projectId: null, kind: "backup", input: { reason: "hand" }, madeBy: ctx.who.personId }
      const job = await queueJob(ctx.deps, asked)
      ctx.deps.wake("jobs")
      return { job }
    }),
  checkBackup: operator()
    .input(wire.BackupFile)
    .output(wire.BackupChecked)
    .mutation(({ ctx, input }) => ctx.deps.host.checkBackup(input.file)),
  people: operator()
    .input(Empty)
    .output(wire.AdminPeople)
    .query(({ ctx }) => admin.adminPeople(ctx.deps)),
  invite: operator()
    .input(wire.AdminInvite)
    .output(wire.LinkMade)
    .mutation(({ ctx, input }) => admin.inviteToStudio(ctx.deps, ctx.who, input)),
  resetLink: operator()
    .input(wire.PersonOnly)
    .output(wire.LinkMade)
    .mutation(({ ctx, input }) => admin.resetLink(ctx.deps, ctx.who, input.person)),
  signOutEverywhere: operator()
    .input(wire.PersonOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await admin.endSessionsOf(ctx.deps, input.person)
      return done
    }),
  setActive: operator()
    .input(wire.SetActive)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await admin.setActive(ctx.deps, ctx.who, input.person, input.active)
      return done
    }),
  setOperator: operator()
    .input(wire.SetOperator)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await admin.setOperator(ctx.deps, ctx.who, input.person, input.operator)
      return done
    }),
  tokenFor: operator()
    .input(wire.TokenFor)
    .output(TokenCreated)
    .mutation(({ ctx, input }) => tokenFor(ctx.deps, ctx.who, input)),
  storage: operator()
    .input(Empty)
    .output(wire.StorageShown)
    .query(({ ctx }) => storageFor(ctx.deps, ctx.who)),
  retryJob: operator()
    .input(wire.JobOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await retryJob(ctx.deps.storage.db, input.id)
      ctx.deps.wake("jobs")
      return done
    }),
  cancelJob: operator()
    .input(wire.JobOnly)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await cancelJob(ctx.deps.storage.db, input.id, ctx.deps.nowMs())
      return done
    }),
  setReach: operator()
    .input(wire.ReachUpdate)
    .output(z.strictObject({ restartNeeded: z.boolean() }))
    .mutation(({ ctx, input }) => admin.setReach(ctx.deps, input)),
})
