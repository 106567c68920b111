import { checkLedger } from "@justesse/db/ledger/verify"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { faultsOf, playSmallJob } from "./smallJob.ts"

/** A job takes about a quarter of a second on SQLite and twice that on PostgreSQL. */
const JOBS = 12

describe.each(engines)("small paid jobs funded with the sum that Budget names, on $name", (engine) => {
  let opened: TestStorage
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(async () => opened.close())

  test.each(Array.from({ length: JOBS }, (_, n) => n + 1))(
    "job %i: nobody is refused, nothing stops, no session is under its floor",
    async (seed) => expect(faultsOf(await playSmallJob(opened.storage, seed))).toEqual([]),
  )

  test("the ledger is whole after them", async () => {
    expect((await checkLedger(opened.storage)).problems).toEqual([])
  })
})
