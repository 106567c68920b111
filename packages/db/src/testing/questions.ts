import { randomUUID } from "node:crypto"
import { type KyselyPlugin, sql } from "kysely"
import type { Storage } from "../storage.ts"

/** A question of one person about each of the first tasks of a project: every second one answered, every fourth the same. */
export async function addQuestions({ db }: Storage, project: number, person: number, count: number): Promise<void> {
  const spot = JSON.stringify({ point: { x: 1, y: 2 }, region: null, place: null })
  await db.transaction().execute(async (tx) => {
    for (let task = 1; task <= count; task++) {
      const state = task % 2 === 0 ? "answered" : "open"
      await sql`insert into assignment (project_id, task_id, person_id, public_id, state, fence, leased_at_ms, expires_at_ms,
          active_ms, revision, counted, ontology_version, guideline_version, changed_at_ms)
        values (${project}, ${task}, ${person}, ${randomUUID()}, 1, 1, 1, 1, 0, 1, 1, 1, 1, ${task})`.execute(tx)
      await sql`insert into thread (project_id, public_id, kind, state, task_id, person_id, about_id, spot, asked_at_ms, changed_at_ms)
        values (${project}, ${randomUUID()}, 'question', ${state}, ${task}, ${person}, ${person}, ${spot}, ${task}, ${task})`.execute(
        tx,
      )
    }
    await sql`insert into message (project_id, thread_id, public_id, person_id, role, body, at_ms)
      select project_id, id, 'm', person_id, 'annotator',
        case when task_id % 4 = 0 then 'Is a price card a sign?' else 'word' || task_id end, 1 from thread`.execute(tx)
  })
}

/** The same storage, which counts the statements that it is asked for outside of the hot path. */
export function countingOf(storage: Storage): { readonly storage: Storage; asked(): number } {
  let asked = 0
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      asked++
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { storage: { ...storage, db: storage.db.withPlugin(plugin) }, asked: () => asked }
}
