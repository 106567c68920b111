import { Done, Empty } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/pay"
import { ProjectOnly } from "@justesse/types/wire/project"
import { member, operator, person, router } from "../core/trpc.ts"
import { showBudget } from "./budget.ts"
import { depositMoney, refundMoney } from "./deposits.ts"
import { addFloor, showFloors } from "./floors.ts"
import { setApartMoney } from "./learning.ts"
import { checkWholeLedger, showLedger } from "./ledger.ts"
import { savePayee, showBalance, showPayee, showSessions, showStatement } from "./mine.ts"
import { answerPayout, callBackPayout, makePayoutFile, showPayoutFile, showPayouts, takeOutMoney } from "./payouts.ts"
import { beginPaying } from "./prices.ts"
import { showSpending } from "./spending.ts"
import { setPayoutDay, showStudioMoney } from "./studio.ts"

const done = { done: true } as const

/** Money: what comes in, what is owed, what goes out, and whether the ledger is whole. */
export const payRouter = router({
  ledger: operator()
    .input(Empty)
    .output(wire.LedgerShown)
    .query(({ ctx }) => showLedger(ctx.deps)),
  checkLedger: operator()
    .input(Empty)
    .output(wire.LedgerChecked)
    .query(({ ctx }) => checkWholeLedger(ctx.deps)),
  deposit: operator()
    .input(wire.Deposit)
    .output(wire.Deposited)
    .mutation(({ ctx, input }) => depositMoney(ctx.deps, ctx.who, input)),
  refund: operator()
    .input(wire.Deposit)
    .output(wire.Deposited)
    .mutation(({ ctx, input }) => refundMoney(ctx.deps, ctx.who, input)),
  studio: operator()
    .input(Empty)
    .output(wire.StudioMoney)
    .query(({ ctx }) => showStudioMoney(ctx.deps)),
  setPayoutDay: operator()
    .input(wire.PayoutDaySet)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setPayoutDay(ctx.deps, input.weekday)
      return done
    }),
  budget: member(["owner"], "read")
    .input(ProjectOnly)
    .output(wire.Budget)
    .query(({ ctx }) => showBudget(ctx.deps, ctx.project)),
  setApart: member(["owner"])
    .input(wire.LearningMove)
    .output(wire.Deposited)
    .mutation(({ ctx, input }) => setApartMoney(ctx.deps, ctx.project, ctx.who, input)),
  spending: member(["owner"], "read")
    .input(wire.SpendingInput)
    .output(wire.Spending)
    .query(({ ctx, input }) => showSpending(ctx.deps, ctx.project, input.utcOffsetMinutes)),
  begin: member(["owner"])
    .input(ProjectOnly)
    .output(Done)
    .mutation(async ({ ctx }) => {
      await beginPaying(ctx.deps, ctx.project)
      return done
    }),
  floors: operator()
    .input(Empty)
    .output(wire.FloorsShown)
    .query(({ ctx }) => showFloors(ctx.deps)),
  addFloor: operator()
    .input(wire.FloorAdd)
    .output(wire.FloorsShown)
    .mutation(({ ctx, input }) => addFloor(ctx.deps, ctx.who, input)),
  balance: person()
    .input(Empty)
    .output(wire.MyBalance)
    .query(({ ctx }) => showBalance(ctx.deps, ctx.who.personId)),
  sessions: person()
    .input(wire.Stretch)
    .output(wire.MySessions)
    .query(({ ctx, input }) => showSessions(ctx.deps, ctx.who.personId, input)),
  statement: person()
    .input(wire.Stretch)
    .output(wire.StatementShown)
    .query(({ ctx, input }) => showStatement(ctx.deps, ctx.who.personId, input)),
  payee: person()
    .input(Empty)
    .output(wire.PayeeShown)
    .query(({ ctx }) => showPayee(ctx.deps, ctx.who.personId)),
  savePayee: person()
    .input(wire.Payee)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await savePayee(ctx.deps, ctx.who.personId, input)
      return done
    }),
  takeOut: person()
    .input(wire.TakeOut)
    .output(wire.TakenOut)
    .mutation(({ ctx, input }) => takeOutMoney(ctx.deps, ctx.who.personId, input.currency)),
  callBack: person()
    .input(wire.PayoutOnly)
    .output(wire.PayoutStatus)
    .mutation(({ ctx, input }) => callBackPayout(ctx.deps, ctx.who.personId, input.payout)),
  payouts: operator()
    .input(Empty)
    .output(wire.PayoutsShown)
    .query(({ ctx }) => showPayouts(ctx.deps)),
  makePayoutFile: operator()
    .input(wire.PayoutFileMake)
    .output(wire.PayoutFileShown)
    .mutation(({ ctx, input }) => makePayoutFile(ctx.deps, ctx.who, input)),
  payoutFile: operator()
    .input(wire.PayoutFileOnly)
    .output(wire.PayoutFileShown)
    .query(({ ctx, input }) => showPayoutFile(ctx.deps, input.file)),
  stepPayout: operator()
    .input(wire.PayoutStep)
    .output(wire.PayoutStatus)
    .mutation(({ ctx, input }) => answerPayout(ctx.deps, input)),
})
