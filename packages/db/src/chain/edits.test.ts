import { copyFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openStorage } from "../openStorage.ts"
import { verifyStorage } from "../operate/verify.ts"
import { fillCovered } from "../testing/covered.ts"
import { type Engine, emptyDatabase, engines, freshDatabase, temporaryFolder } from "../testing/engines.ts"
import { keepSealed } from "./keep.ts"

const NOW = 1_700_000_200_000

/** Another answer than any that was sent, with its own hash. */
const BODY = '{"nothingHere":true,"regions":[]}'
const SHA = "d".repeat(64)

/** What somebody does in the database by hand, and what is said of it: each kind of edit is one row. */
const EDITS: readonly (readonly [name: string, sql: string, said: RegExp])[] = [
  [
    "an answer's text",
    `update submission set body = '${BODY}' where task_id = 1 and person_id = 2`,
    /submission .*task 1, person 2.* text/,
  ],
  [
    "an answer with its hash",
    `update submission set body = '${BODY}', body_sha256 = '${SHA}' where task_id = 1 and person_id = 2`,
    /submission .*task 1, person 2.* not as it was sealed/,
  ],
  [
    "two answers swapped, with their hashes",
    `create temp table other as select person_id, body, body_sha256 from submission where task_id = 1;
     update submission set body = (select o.body from other o where o.person_id <> submission.person_id),
       body_sha256 = (select o.body_sha256 from other o where o.person_id <> submission.person_id) where task_id = 1`,
    /submission .*task 1, person 3.* not as it was sealed/,
  ],
  [
    "an answer deleted",
    "delete from submission where task_id = 2 and person_id = 3",
    /submission .*task 2, person 3.* is gone/,
  ],
  [
    "an answer put in",
    `insert into submission select project_id, task_id, 4, revision, 'by-hand', counted, body, body_sha256, ontology_version,
       guideline_version, active_ms, regions, stored_at_ms from submission where task_id = 1 and person_id = 2`,
    /submission .*task 1, person 4.* never sealed/,
  ],
  [
    "whether an answer counts",
    "update submission set counted = 0 where task_id = 1 and person_id = 2",
    /submission .*person 2.* not as it was/,
  ],
  [
    "whose an answer is",
    "update submission set person_id = 4 where task_id = 1 and person_id = 2",
    /submission .*person 4.* never sealed[\s\S]*person 2.* is gone/,
  ],
  [
    "when an answer came",
    "update submission set stored_at_ms = stored_at_ms - 86400000 where person_id = 3",
    /submission .*person 3.* not as it was/,
  ],
  [
    "how long an answer took",
    "update submission set active_ms = 1 where task_id = 1 and person_id = 2",
    /submission .*not as it was/,
  ],
  [
    "which labels an answer was made under",
    "update submission set ontology_version = 9 where person_id = 3",
    /submission .*person 3/,
  ],
  [
    "active time halved",
    "update active_time set active_ms = active_ms / 2 where person_id = 2",
    /active_time .*person 2.* not as it was/,
  ],
  ["active time removed", "delete from active_time where person_id = 2", /active_time .*person 2.* is gone/],
  [
    "active time put in",
    "insert into active_time select project_id, 4, slot_ms, active_ms, tasks from active_time where person_id = 2",
    /active_time .*person 4.* never sealed/,
  ],
  [
    "what a heartbeat credited",
    "update time_entry set credited_ms = credited_ms * 2 where person_id = 2",
    /time_entry .*not as it was/,
  ],
  ["a heartbeat removed", "delete from time_entry where person_id = 3", /time_entry \(id \d+\) was sealed and is gone/],
  [
    "a heartbeat put in",
    `insert into time_entry (project_id, person_id, task_id, slot_ms, credited_ms, at_ms)
       select project_id, person_id, task_id, slot_ms, credited_ms, at_ms from time_entry where person_id = 2`,
    /time_entry .*never sealed/,
  ],
  ["raw seconds", "update time_entry set ticks = '{}' where person_id = 2", /time_entry .*raw seconds are not those/],
  ["raw seconds removed", "update time_entry set ticks = null where person_id = 2", /time_entry .*nothing says why/],
  ["what pruned seconds were", "update time_prune set entries = 9", /time_prune .*not as it was/],
  [
    "an event deleted",
    "delete from activity where what = 'member.added'",
    /activity \(id \d+\) was sealed and is gone/,
  ],
  [
    "what an event says",
    `update activity set detail = '{"person":9}' where what = 'member.added'`,
    /activity .*not as it was/,
  ],
  ["who did it", "update activity set person_id = 4 where what = 'version.frozen'", /activity .*not as it was/],
  [
    "when it was done",
    "update activity set at_ms = at_ms - 1 where what = 'project.opened'",
    /activity .*not as it was/,
  ],
  [
    "an event put in",
    "insert into activity (project_id, person_id, at_ms, what, detail) select project_id, person_id, at_ms, 'settings.changed', detail from activity where what = 'project.opened'",
    /activity .*never sealed/,
  ],
  [
    "annotators made owners",
    "update member set is_owner = 1 where is_annotator = 1",
    /member .*person 2.* not as it was[\s\S]*person 3/,
  ],
  ["a member removed", "delete from member where person_id = 3", /member .*person 3.* is gone/],
  [
    "a member put in",
    "insert into member select project_id, 4, is_owner, is_reviewer, is_annotator, 'Fox', paused, paused_reason, accepted_version, joined_at_ms, last_seen_ms, content_yes from member where person_id = 3",
    /member .*person 4.* never sealed/,
  ],
  ["a pseudonym", "update member set pseudonym = 'Elk' where person_id = 3", /member .*person 3.* not as it was/],
  ["everybody an operator", "update person set is_operator = 1", /person \(id 1\) is not as it was/],
  [
    "somebody else's sign-in",
    "update person set auth_user_id = 'other' where id = 1",
    /person \(id 1\) is not as it was/,
  ],
  ["a project's settings", "update project set settings = '{}'", /project \(id 1\) is not as it was/],
  [
    "a project's state",
    "update project set state = 'archived', archived_at_ms = 5",
    /project \(id 1\) is not as it was/,
  ],
  ["how long a task is held", "update project set lease_ttl_ms = 1", /project \(id 1\) is not as it was/],
  [
    "a guideline's text",
    "update guideline_version set markdown = 'Draw nothing.'",
    /guideline_version .*not as it was/,
  ],
  ["the labels", `update ontology_version set body = '{"labels":[]}'`, /ontology_version .*not as it was/],
  [
    "a setting of the studio",
    `update setting set value = '{"reach":"public"}' where name = 'studio'`,
    /setting \(name studio\) is not as it was/,
  ],
  [
    "a setting put in",
    "insert into setting (name, value) values ('other', '1')",
    /setting \(name other\) was never sealed/,
  ],
  ["a reviewer's decision", "update review set decisions = '{}'", /review .*task 2.* not as it was/],
  ["who filed a review", "update review set filed_by = 4", /review .*not as it was/],
  ["a review deleted", "delete from review", /review .*task 2.* is gone/],
  [
    "how a task was settled",
    "update task_state set settled_by = 'consensus' where task_id = 3",
    /task_state .*task 3.* not as it was/,
  ],
  [
    "the kept answer, with its hash",
    `update task_state set answer = '${BODY}', answer_sha256 = '${SHA}' where task_id = 3`,
    /task_state .*task 3.* not as it was/,
  ],
  [
    "the kept answer taken away",
    "update task_state set settled_by = null, answer = null, answer_sha256 = null where task_id = 3",
    /task_state .*task 3.* not as it was/,
  ],
  [
    "a kept answer put in",
    "update task_state set settled_by = 'review', settled_at_ms = 1 where task_id = 1",
    /task_state .*task 1.* never sealed/,
  ],
  ["a version's seal", `update version set content_sha256 = '${SHA}'`, /version .*not as it was/],
  ["a version removed", "delete from version", /version .*is gone/],
  ["a seal's time", "update seal set at_ms = at_ms + 1 where seq = 2", /chain 1: seal 2 is not as it was made/],
  ["a seal's hash", "update seal set rows_hash = prev_hash where seq = 3", /chain 1: seal 3 is not as it was made/],
  ["a seal deleted", "delete from seal where seq = 2", /chain 1: seal 2 is missing/],
  [
    "the last seal changed",
    "update seal set rows = rows + 1 where seq = (select max(seq) from seal)",
    /chain 1: seal 4 is not as it was made[\s\S]*chain-1\.head/,
  ],
  [
    "the last seal deleted",
    "delete from seal where seq = (select max(seq) from seal)",
    /chain 1: seal 4 is missing[\s\S]*chain-1\.head/,
  ],
  ["the first seal deleted", "delete from seal where seq = 1", /chain 1: seal 1 is missing/],
  [
    "the chain cut and said to end there",
    `delete from seal where seq = 4;
     update chain set seq = 3, hash = (select prev_hash from seal where seq = 3)`,
    /chain-1\.head beside the database names seal 4 of chain 1, which the database does not have/,
  ],
  [
    "the chain's sum",
    "update chain set sum = replace(sum, '1', '2')",
    /chain 1: seal 4 is not as it was made[\s\S]*do not add up/,
  ],
  ["the chain's end deleted", "delete from chain", /chain 1 has seals and no end/],
  [
    "the whole chain deleted, so that everything is sealed anew",
    "delete from chain; delete from seal; delete from sealed; delete from sealing; delete from submission where person_id = 3",
    /chain-1\.head beside the database names seal 4/,
  ],
  [
    "a row with its mark",
    "delete from sealed where row_key = (select 'a' || id from activity where what = 'member.added'); delete from activity where what = 'member.added'",
    /do not add up to the chain/,
  ],
  [
    "a mark copied from another row",
    "update sealed set mark = (select o.mark from sealed o where o.row_key = 'u2') where row_key = 'u1'",
    /person \(id 1\) is not as it was sealed[\s\S]*do not add up/,
  ],
  [
    "a mark of a table that is not covered",
    "insert into sealed (row_key, mark) values ('Z1', 'y')",
    /sealed \(Z1\) is the mark of no row/,
  ],
]

/** A filled storage, sealed in four seals, of which each edit gets a copy of its own. */
async function filled(engine: Engine, folder: string) {
  const file = join(folder, "filled.db")
  const database = engine.name === "PostgreSQL" ? await emptyDatabase() : null
  const storage = await openStorage(database ? { url: database.url } : { file })
  const keeping = keepSealed(storage.chain, folder, () => NOW)
  await fillCovered(storage, async () => expect(await keeping.sealAll()).toBeGreaterThan(0))
  while (await keeping.sealOlder()) continue
  await storage.close()
  return { file, database }
}

describe.each(engines)("what is edited by hand on $name", (engine) => {
  const folder = temporaryFolder()
  let base: Awaited<ReturnType<typeof filled>>
  let copies = 0

  beforeAll(async () => {
    base = await filled(engine, folder.path)
  })
  afterAll(async () => {
    await base.database?.drop()
    folder.remove()
  })

  /** What is said of a copy after somebody was at it with a program of the database. */
  async function saidAfter(edit: string): Promise<string> {
    if (base.database === null) {
      const file = join(folder.path, `copy-${++copies}.db`)
      copyFileSync(base.file, file)
      const hand = new Database(file)
      hand.pragma("foreign_keys = off")
      hand.exec(edit)
      hand.close()
      return saidOf({ file })
    }
    const copy = await freshDatabase(new URL(base.database.url).pathname.slice(1))
    const hand = new pg.Client({ connectionString: copy.url })
    await hand.connect()
    await hand.query(edit)
    await hand.end()
    const said = await saidOf({ url: copy.url })
    await copy.drop()
    return said
  }
  async function saidOf(at: { file: string } | { url: string }): Promise<string> {
    const storage = await openStorage({ ...at, readOnly: true })
    try {
      return (await verifyStorage(storage, { headsIn: folder.path })).join("\n")
    } finally {
      await storage.close()
    }
  }

  test("is not found where nothing was", async () => {
    expect(await saidAfter("select 1")).toBe("")
    // Visits, places in the queue and reservations are no record.
    expect(await saidAfter("update person set last_seen_ms = 5; update review set reserved_until_ms = 9")).toBe("")
  })
  test.each(EDITS)("is found: %s", async (_, edit, said) => expect(await saidAfter(edit)).toMatch(said))
})
