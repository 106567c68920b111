import { Empty } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/pay"
import { operator, router } from "../core/trpc.ts"
import { depositMoney, refundMoney } from "./deposits.ts"
import { checkWholeLedger, showLedger } from "./ledger.ts"

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
})
