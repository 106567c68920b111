import { countMeasured } from "@justesse/db/people/measured"
import { Empty } from "@justesse/types/wire/common"
import * as wire from "@justesse/types/wire/record"
import { person, router } from "../core/trpc.ts"
import { readRecord, recordFacts, signRecord, takeRecordBack } from "./index.ts"

/** What a person carries away: facts of their work that they choose, signed by the studio. */
export const recordRouter = router({
  facts: person("read")
    .input(Empty)
    .output(wire.RecordFacts)
    .query(({ ctx }) => recordFacts(ctx.deps, ctx.who.personId)),
  sign: person()
    .input(wire.RecordTicks)
    .output(wire.SignedRecord)
    .mutation(({ ctx, input }) => signRecord(ctx.deps, ctx.who.personId, input)),
  one: person("read")
    .input(wire.RecordInput)
    .output(wire.SignedRecord)
    .query(({ ctx, input }) => readRecord(ctx.deps, ctx.who.personId, input.number)),
  measured: person("read")
    .input(Empty)
    .output(wire.Measured)
    .query(async ({ ctx }) => ({ now: await countMeasured(ctx.deps.storage.db, ctx.who.personId) })),
  withdraw: person()
    .input(wire.RecordInput)
    .output(wire.SignedRecord)
    .mutation(({ ctx, input }) => takeRecordBack(ctx.deps, ctx.who.personId, input.number)),
})
