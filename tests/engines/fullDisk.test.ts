import type { Storage } from "@justesse/db"
import type { SqliteStorage } from "@justesse/db/sqlite/storage"
import { engines } from "@justesse/db/testing/engines"
import { invariants } from "@justesse/db/testing/invariants"
import { addPeople, addProject, answer, asks, NOW } from "@justesse/db/testing/seed"
import { expect, test } from "vitest"

function writerOf(storage: Storage): SqliteStorage["writer"] {
  if (!("writer" in storage)) throw new Error("this is about SQLite's file")
  return (storage as SqliteStorage).writer // only the SQLite storage has one
}

/** Lets the database file grow by at most so many pages, as a disk does that is nearly full. */
function leaveRoom(storage: Storage, pages: number): void {
  const { db } = writerOf(storage)
  db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true })) + pages}`)
}

test("on a full disk nothing is acknowledged that is not stored, reads go on, and work resumes with room", async () => {
  const opened = await engines[0]?.open()
  if (!opened) throw new Error("there is no first engine")
  const { storage } = opened
  const people = await addPeople(storage, 16)
  const project = await addProject(storage, people[0] ?? 0, 400, 1)
  leaveRoom(storage, 60)
  const acknowledged = new Set<string>()
  let refused = 0

  const work = async (person: number) => {
    for (let n = 0; n < 20; n++) {
      const sent = answer(`["${"x".repeat(2_000)}"]`)
      try {
        const [lease] = await storage.hot.next(asks(project, person))
        if (!lease) return
        const { publicId, fence } = lease
        const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null }
        await storage.hot.submit({ publicId, personId: person, fence, ...sent, ...rest })
        acknowledged.add(sent.submissionId)
      } catch (error) {
        expect(error).toMatchObject({ code: "storage_full" })
        refused++
        const row = await storage.db.selectFrom("task").select("id").limit(1).executeTakeFirst()
        expect(row?.id).toBe(1)
      }
    }
  }
  await Promise.all(people.map(work))
  expect(refused).toBeGreaterThan(0)
  expect(acknowledged.size).toBeGreaterThan(0)
  const stored = await storage.db.selectFrom("submission").select("public_id").execute()
  expect(stored.map((row) => row.public_id).sort()).toEqual([...acknowledged].sort())
  expect(await invariants(storage.db, project)).toEqual([])

  // An ordinary write and a transaction fail in the same words.
  const big = { name: "big", value: "x".repeat(600_000) }
  await expect(storage.db.insertInto("setting").values(big).execute()).rejects.toMatchObject({ code: "storage_full" })
  const inside = storage.db.transaction().execute((tx) => tx.insertInto("setting").values(big).execute())
  await expect(inside).rejects.toMatchObject({ code: "storage_full" })

  leaveRoom(storage, 1_000)
  const before = acknowledged.size
  await Promise.all(people.slice(0, 4).map(work))
  expect(acknowledged.size).toBeGreaterThan(before)
  await opened.close()
})
