import { openStorage } from "@justesse/db"
import { sql } from "kysely"
import { addPictures, copies, type StoredAt } from "./copies.ts"

const ANSWER = JSON.stringify({
  regions: Array.from({ length: 7 }, (_, i) => ({
    ...{ id: `r${i}`, label: "thing", geometry: { type: "box", x: 10 * i, y: 20, width: 30, height: 40 } },
    ...{ transcript: { value: `line ${i}` } },
  })),
  nothingHere: false,
})

/**
 * Makes a project of three disputed pictures large: `pictures` altogether, half of them settled, three tenths disputed as the
 * first is, the rest open, each disputed one with its three answers and everything that was done noted.
 */
export async function enlarge(at: StoredAt, pictures: number): Promise<void> {
  const storage = await openStorage(at)
  const { db } = storage
  await addPictures(storage, [4, pictures], 3)
  const finalTo = Math.floor(pictures * 0.5)
  const disputed = [finalTo + 1, Math.floor(pictures * 0.8)] as const
  const task = "o.project_id = 1 and o.task_id = (select min(task_id) from review)"
  await db
    .updateTable("task_state")
    .set({ state: "settled", settled_by: "import", answer: ANSWER, answer_sha256: "a", provenance: "[]" })
    .set({ labels: " thing ", texts: "line 1 line 2", regions: 7, settled_at_ms: Date.now() })
    .where("task_id", ">", 3)
    .where("task_id", "<=", finalTo)
    .execute()
  await db
    .updateTable("task_state")
    .set({ state: "disputed", differences: 2 })
    .where("task_id", ">=", disputed[0])
    .where("task_id", "<=", disputed[1])
    .execute()
  await db
    .updateTable("task")
    .set({ is_open: 0, open_slots: 0 })
    .where("id", ">", 3)
    .where("id", "<=", disputed[1])
    .execute()
  await copies(storage, "review", task, { task_id: "n" }, disputed)
  await copies(storage, "alike", task, { task_id: "n" }, disputed)
  await copies(storage, "assignment", task, { task_id: "n", public_id: "o.public_id || '-' || n" }, disputed)
  await copies(storage, "submission", task, { task_id: "n", public_id: "o.public_id || '-' || n" }, disputed)
  const one = "o.id = (select min(id) from activity where project_id is not null)"
  await copies(storage, "activity", one, {}, [1, pictures * 2])
  if (storage.engine === "postgres") await sql`vacuum analyze`.execute(db)
  await storage.close()
}
