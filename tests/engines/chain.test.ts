import { verifyStorage } from "@justesse/db"
import { keepSealed } from "@justesse/db/chain/keep"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { addPeople } from "@justesse/db/testing/seed"
import { watchSlots } from "@justesse/db/testing/watch"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { crowd } from "./crowd.ts"

describe.each(engines)("no alarm is raised by work on $name", (engine) => {
  let opened: TestStorage
  const folder = temporaryFolder()
  beforeAll(async () => {
    opened = await engine.open()
    await watchSlots(opened.storage)
  })
  afterAll(async () => {
    await opened.close()
    folder.remove()
  })

  test("of 32 people at once, sealed meanwhile and looked at again and again", async () => {
    const { storage } = opened
    const people = await addPeople(storage, 32)
    const keeper = keepSealed(storage.chain, folder.path, Date.now)
    let over = false
    let looks = 0
    const watching = (async () => {
      while (!over) {
        await keeper.sealAll()
        await keeper.sealOlder()
        if (looks++ % 5 === 0) expect(await verifyStorage(storage, { headsIn: folder.path })).toEqual([])
      }
    })()
    const report = await crowd(storage, { seed: 11, steps: 1_500, people }).finally(() => {
      over = true
    })
    await watching
    expect(report.breaches).toEqual([])
    await keeper.sealAll()
    expect(await storage.db.selectFrom("unsealed").select("id").execute()).toEqual([])
    expect(await verifyStorage(storage, { headsIn: folder.path })).toEqual([])
  })
})
