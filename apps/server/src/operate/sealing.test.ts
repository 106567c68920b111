import { setTimeout as pause } from "node:timers/promises"
import { verifyStorage } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { addEvents, addPeople, NOW } from "@justesse/db/testing/seed"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { startSealing } from "./sealing.ts"

describe.each(engines)("sealing beside a server on $name", (engine) => {
  let opened: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let nowMs = NOW
  const said: string[] = []
  const start = () =>
    startSealing(opened.storage.chain, {
      headsIn: folder.path,
      nowMs: () => nowMs,
      log: (_level, what) => said.push(what),
    })
  const unsealed = async () => (await opened.storage.db.selectFrom("unsealed").select("id").execute()).length

  beforeEach(async () => {
    opened = await engine.open()
    folder = temporaryFolder()
    said.length = 0
  })
  afterEach(async () => {
    await opened.close()
    folder.remove()
  })

  test("follows what is stored, and seals the rest as it ends", async () => {
    const sealing = start()
    await addPeople(opened.storage, 3)
    await eventually(unsealed).toBe(0)
    await addEvents(opened.storage.db, { projectId: null, personId: null, atMs: NOW, what: "person.joined" })
    await sealing.stop()
    expect([await unsealed(), said]).toEqual([0, []])
    expect(await verifyStorage(opened.storage, { headsIn: folder.path })).toEqual([])
  })

  test("that fails says so once, is late after ten seconds, and says when it is over", async () => {
    const { db } = opened.storage
    await db.schema.alterTable("seal").renameTo("seal_away").execute()
    const sealing = start()
    await addPeople(opened.storage, 1)
    await eventually(() => said).toEqual(["sealing failed"])
    await pause(1_200)
    expect([said, sealing.isLate()]).toEqual([["sealing failed"], false])
    nowMs += 11_000
    expect(sealing.isLate()).toBe(true)
    await db.schema.alterTable("seal_away").renameTo("seal").execute()
    await eventually(() => said).toEqual(["sealing failed", "sealing again"])
    expect(sealing.isLate()).toBe(false)
    await sealing.stop()
  })
})
