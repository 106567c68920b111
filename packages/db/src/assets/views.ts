import { ViewBody } from "@justesse/types/wire/asset"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { numbered } from "./numbered.ts"

/** Filters under a name. */
interface SavedView {
  readonly id: number
  readonly name: string
  readonly body: ViewBody
  readonly madeBy: number
  readonly madeAtMs: number
}

/** Views of a project in the order in which they were made; one that nobody can read is not among them. */
export async function readViews(db: Kysely<Database>, projectId: number): Promise<SavedView[]> {
  const rows = await db
    .selectFrom("saved_view")
    .select(["id", "name", "body", "made_by", "made_at_ms"])
    .where("project_id", "=", projectId)
    .orderBy("id")
    .execute()
  return rows.flatMap(({ id, name, body, made_by, made_at_ms }) => {
    const { data } = ViewBody.safeParse(JSON.parse(body))
    return data ? [{ id, name, body: data, madeBy: made_by, madeAtMs: made_at_ms }] : []
  })
}

/** Makes a view; one of the same name takes the new filters and its maker. Its number. */
export async function storeView(db: Kysely<Database>, projectId: number, view: Omit<SavedView, "id">): Promise<number> {
  return numbered(() =>
    db.transaction().execute(async (tx) => {
      const known = await tx
        .selectFrom("saved_view")
        .select(["id", "name"])
        .where("project_id", "=", projectId)
        .execute()
      const same = known.find((one) => one.name === view.name)
      const body = JSON.stringify(view.body)
      const values = { name: view.name, body, made_by: view.madeBy, made_at_ms: view.madeAtMs }
      if (same) {
        await tx
          .updateTable("saved_view")
          .set(values)
          .where("project_id", "=", projectId)
          .where("id", "=", same.id)
          .execute()
        return same.id
      }
      const id = Math.max(0, ...known.map((one) => one.id)) + 1
      await tx
        .insertInto("saved_view")
        .values({ project_id: projectId, id, ...values })
        .execute()
      return id
    }),
  )
}

/** False when there is none of that number. */
export async function deleteView(db: Kysely<Database>, projectId: number, id: number): Promise<boolean> {
  const result = await db
    .deleteFrom("saved_view")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}
