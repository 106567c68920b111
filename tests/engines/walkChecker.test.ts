import type { Storage } from "@justesse/db"
import { ASSIGNMENT_STATE } from "@justesse/db/schema/states"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { addPeople, credits } from "@justesse/db/testing/seed"
import { watchSlots } from "@justesse/db/testing/watch"
import { afterAll, beforeAll, expect, test } from "vitest"
import { walk } from "./walk.ts"

const sqlite = engines[0]
if (!sqlite) throw new Error("there is no first engine")

let opened: TestStorage
let people: number[] = []
beforeAll(async () => {
  opened = await sqlite.open()
  people = await addPeople(opened.storage, 5)
  await watchSlots(opened.storage)
})
afterAll(() => opened.close())

/** Faults as a wrong program would have them. */
const faults: Record<string, (storage: Storage) => Partial<Storage["hot"]>> = {
  "a slot is not taken for a lease": ({ hot, db }) => ({
    async next(input) {
      const leases = await hot.next(input)
      const tasks = leases.map((lease) => lease.taskId)
      if (tasks.length > 0) {
        await db
          .updateTable("task")
          .set((eb) => ({ open_slots: eb("open_slots", "+", 1), is_open: 1 }))
          .where("project_id", "=", input.projectId)
          .where("id", "in", tasks)
          .execute()
      }
      return leases
    },
  }),
  "a reopened task keeps its old place": ({ hot, db }) => ({
    async setOverlap(project, tasks, overlap) {
      const before = await db.selectFrom("task").select(["id", "seq"]).where("project_id", "=", project).execute()
      await hot.setOverlap(project, tasks, overlap)
      for (const row of before.filter(({ id }) => tasks.includes(id))) {
        const set = db.updateTable("task").set({ seq: row.seq })
        await set.where("project_id", "=", project).where("id", "=", row.id).execute()
      }
    },
  }),
  "a stale fence is let through": ({ hot }) => ({
    submit: (input) => hot.submit({ ...input, fence: input.fence + 1 }),
  }),
  "an extra answer is told as counted": ({ hot }) => ({
    async submit(input) {
      const { receipt, ...rest } = await hot.submit(input)
      return { receipt: { ...receipt, counted: true }, ...rest }
    },
  }),
  // The two ways in which a rule of counting can be wrong, in the rows and in the receipt alike.
  "an answer without a place counts": ({ hot, db }) => ({
    async submit(input) {
      const { receipt, ...rest } = await hot.submit(input)
      if (receipt.counted) return { receipt, ...rest }
      const { projectId, taskId } = receipt
      await db.updateTable("submission").set({ counted: 1 }).where("public_id", "=", receipt.submissionId).execute()
      await db
        .updateTable("assignment")
        .set({ counted: 1 })
        .where("public_id", "=", input.publicId)
        .where("project_id", "=", projectId)
        .execute()
      await db
        .updateTable("task")
        .set((eb) => ({ submitted: eb("submitted", "+", 1), open_slots: eb("open_slots", "-", 1) }))
        .where("project_id", "=", projectId)
        .where("id", "=", taskId)
        .execute()
      return { receipt: { ...receipt, counted: true }, ...rest }
    },
  }),
  "an answer of a lease that ran out, unswept, loses its place": ({ hot, db }) => ({
    async submit(input) {
      const row = await db
        .selectFrom("assignment")
        .select(["state", "expires_at_ms"])
        .where("public_id", "=", input.publicId)
        .executeTakeFirst()
      if (row?.state !== ASSIGNMENT_STATE.leased || row.expires_at_ms > input.nowMs) return hot.submit(input)
      // Swept first, and its place taken by nobody: then the answer finds none.
      await hot.endExpired(input.nowMs, 1_000)
      await db.updateTable("task").set({ open_slots: 0, is_open: 0 }).where("is_open", "=", 1).execute()
      return hot.submit(input)
    },
  }),
  "a lease beyond its deadline is never swept": () => ({ endExpired: async () => 0 }),
  "a skipped task is not given back": ({ hot }) => ({
    async skip(input) {
      await hot.heartbeat({ ...input, credit: credits(0) })
      return []
    },
  }),
  "an own lease is forgotten": ({ hot }) => ({ next: async (input) => (await hot.next(input)).slice(1) }),
}

test.each(Object.keys(faults))("the walk notices when %s", async (name) => {
  const fault = faults[name]
  const broken = { ...opened.storage, hot: { ...opened.storage.hot, ...fault?.(opened.storage) } }
  // Lanes go side by side, so that a busy machine walks another way: what one seed passes by the next ones meet.
  const found = async (seed: number) => (await walk(broken, { seed, steps: 1_500, people, lanes: 10 })).breaches.length
  expect((await found(3)) || (await found(4)) || (await found(5))).toBeGreaterThan(0)
})

test("and finds nothing wrong where nothing is", async () => {
  const report = await walk(opened.storage, { seed: 3, steps: 1_500, people, lanes: 10 })
  expect(report.breaches).toEqual([])
})
