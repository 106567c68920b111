import { openStorage, type Storage } from "@justesse/db"
import { sql } from "kysely"

/** Where the storage of a studio lies that does not run now. */
export type Place = { readonly file: string } | { readonly url: string }

const ANSWER = JSON.stringify({
  regions: Array.from({ length: 7 }, (_, i) => ({
    ...{ id: `r${i}`, shape: "box", label: "thing", x: 10 * i, y: 20, width: 30, height: 40 },
    ...{ transcript: { value: `line ${i}` } },
  })),
  nothingHere: false,
})

/** Copies one row of a table for each number from `first` on; `change` is SQL for the columns that differ, with `n` the number. */
async function copies(
  storage: Storage,
  table: string,
  where: string,
  change: Readonly<Record<string, string>>,
  [first, last]: readonly [number, number],
): Promise<void> {
  const one = await sql<
    Record<string, unknown>
  >`select * from ${sql.table(table)} as o where ${sql.raw(where)}`.execute(storage.db)
  if (!one.rows[0]) throw new Error(`nothing to copy in ${table}`)
  const columns = Object.keys(one.rows[0] ?? {}).filter((name) => name !== "id" || "id" in change)
  const source = columns.map((name) => change[name] ?? `o."${name}"`).join(", ")
  const numbers = `with recursive numbers(n) as (select ${first} union all select n + 1 from numbers where n < ${last})`
  const into = `insert into ${table} (${columns.map((name) => `"${name}"`).join(", ")})`
  const select = `select ${source} from ${table} o, numbers where ${where}`
  await sql
    .raw(storage.engine === "sqlite" ? `${numbers} ${into} ${select}` : `${into} ${numbers} ${select}`)
    .execute(storage.db)
}

/**
 * Makes a project of three disputed pictures large: `pictures` altogether, half of them settled, three tenths disputed as the
 * first is, the rest open, each disputed one with its three answers and everything that was done noted.
 */
export async function enlarge(at: Place, pictures: number): Promise<void> {
  const storage = await openStorage(at)
  const { db } = storage
  const asset = "o.project_id = 1 and o.id = 1"
  await copies(
    storage,
    "asset",
    asset,
    { id: "n", name: "'street/img_' || n || '.jpg'", search: "'street/img_' || n || '.jpg'" },
    [4, pictures],
  )
  await sql`update project set next_asset = ${sql.lit(pictures + 1)} where id = 1`.execute(db)
  for (let from = 4; from <= pictures; from += 2_000) {
    const ids = Array.from({ length: Math.min(2_000, pictures - from + 1) }, (_, i) => from + i)
    await storage.hot.addTasks(
      1,
      ids.map((id) => ({ id, tier: 1, overlap: 3 })),
      Date.now(),
    )
  }
  const settledTo = Math.floor(pictures * 0.5)
  const disputed = [settledTo + 1, Math.floor(pictures * 0.8)] as const
  const task = "o.project_id = 1 and o.task_id = (select min(task_id) from review)"
  await db
    .updateTable("task_state")
    .set({ state: "settled", settled_by: "import", answer: ANSWER, answer_sha256: "a", provenance: "[]" })
    .set({ labels: " thing ", texts: "line 1 line 2", regions: 7, settled_at_ms: Date.now() })
    .where("task_id", ">", 3)
    .where("task_id", "<=", settledTo)
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
