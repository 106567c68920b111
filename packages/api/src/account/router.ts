import * as wire from "@justesse/types/wire/account"
import { Done, Empty } from "@justesse/types/wire/common"
import { z } from "zod"
import { anyone, person, router } from "../core/trpc.ts"
import { deleteAccount, showClosing } from "./close.ts"
import { exportMine } from "./exportMine.ts"
import * as account from "./index.ts"
import { acceptInvitation, showInvitation } from "./join.ts"
import * as passwords from "./passwords.ts"

const done = { done: true } as const

/** Who I am here: signing in and out, joining, preferences, API tokens. */
export const accountRouter = router({
  me: anyone
    .input(Empty)
    .output(wire.Me)
    .query(({ ctx }) => account.me(ctx)),
  update: person()
    .input(wire.AccountUpdate)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await account.updateAccount(ctx.deps, ctx.who, input)
      return done
    }),
  signIn: anyone
    .input(wire.SignIn)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await account.signIn(ctx, input.email, input.password)
      return done
    }),
  signOut: person()
    .input(Empty)
    .output(Done)
    .mutation(async ({ ctx }) => {
      ctx.cookies.push(...(await ctx.deps.auth.signOut(ctx.headers)))
      return done
    }),
  signOutElsewhere: person()
    .input(Empty)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await account.signOutElsewhere(ctx, ctx.who)
      return done
    }),
  changePassword: person()
    .input(wire.PasswordChange)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await passwords.changePassword(ctx, ctx.who, input)
      return done
    }),
  tokens: person()
    .input(Empty)
    .output(z.strictObject({ tokens: z.array(wire.TokenRow) }))
    .query(async ({ ctx }) => ({
      tokens: await account.listTokens(ctx.deps, ctx.who),
    })),
  createToken: person()
    .input(wire.TokenCreate)
    .output(wire.TokenCreated)
    .mutation(({ ctx, input }) => account.createToken(ctx.deps, ctx.who.personId, ctx.who.operator, input)),
  revokeToken: person()
    .input(z.strictObject({ id: z.int() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await account.revokeToken(ctx.deps, ctx.who, input.id)
      return done
    }),
  resetFinish: anyone
    .input(wire.ResetFinish)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await passwords.finishReset(ctx, input.token, input.password)
      return done
    }),
  enter: anyone
    .input(wire.LinkEnter)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await account.enter(ctx, input.token)
      return done
    }),
  joinShow: anyone
    .input(wire.LinkEnter)
    .output(wire.JoinShown)
    .query(({ ctx, input }) => showInvitation(ctx.deps, input.token)),
  joinAccept: anyone
    .input(wire.JoinAccept)
    .output(wire.JoinAccepted)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
  closing: person()
    .input(Empty)
    .output(wire.AccountClosing)
    .query(({ ctx }) => showClosing(ctx.deps, ctx.who)),
  close: person()
    .input(wire.AccountClose)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await deleteAccount(ctx, ctx.who, input)
      return done
    }),
  exportMine: person("read")
    .input(Empty)
    .output(z.strictObject({ json: z.string() }))
    .query(async ({ ctx }) => ({
      json: await exportMine(ctx.deps, ctx.who),
    })),
})
