import Database from "better-sqlite3"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { verifyStorage } from "../operate/verify.ts"
import { fillCovered } from "../testing/covered.ts"
import { engines, type TestStorage } from "../testing/engines.ts"

/** A connection that is not this program's, as an operator with a shell has one. */
async function shellOf(at: TestStorage["at"]) {
  if ("file" in at) {
    const db = new Database(at.file)
    return { run: async (sql: string) => void db.exec(sql), close: async () => void db.close() }
  }
  const client = new pg.Client({ connectionString: at.url })
  await client.connect()
  return { run: async (sql: string) => void (await client.query(sql)), close: () => client.end() }
}

const COLUMNS = `project_id, task_id, person_id, revision, seq, public_id, about, kind, part_id, reason, clause, act, by_kind, by_id,
  at_ms, supersedes, beside_sha256`

describe.each(engines)("judgements on $name", (engine) => {
  let opened: TestStorage
  let shell: Awaited<ReturnType<typeof shellOf>>

  beforeAll(async () => {
    opened = await engine.open()
    await fillCovered(opened.storage, async () => undefined)
    shell = await shellOf(opened.at)
  })
  afterAll(async () => {
    await shell.close()
    await opened.close()
  })
  const rows = () => opened.storage.db.selectFrom("judgement").selectAll().orderBy("seq").execute()

  const everywhere = [
    ["one row changed", "update judgement set clause = '9' where seq = 1"],
    ["who decided", "update judgement set by_id = 99"],
    ["one row removed", "delete from judgement where seq = 1"],
    ["all removed", "delete from judgement"],
  ] as const
  const byEngine = {
    SQLite: [
      [
        "insert or replace over a row",
        `insert or replace into judgement (${COLUMNS}) select ${COLUMNS.replace("kind, part_id", "'accept', part_id")} from judgement`,
      ],
      [
        "insert or replace by its public id",
        `insert or replace into judgement (${COLUMNS}) select ${COLUMNS.replace("seq,", "seq + 7,")} from judgement`,
      ],
      ["replace into", `replace into judgement (${COLUMNS}) select ${COLUMNS} from judgement`],
      [
        "an upsert",
        `insert into judgement (${COLUMNS}) select ${COLUMNS} from judgement where true on conflict do update set clause = '9'`,
      ],
    ],
    PostgreSQL: [
      ["truncate", "truncate judgement"],
      ["truncate with others", "truncate judgement, judgement_beside cascade"],
      [
        "an upsert",
        `insert into judgement (${COLUMNS}) select ${COLUMNS} from judgement
          on conflict (project_id, task_id, person_id, revision, seq) do update set clause = '9'`,
      ],
    ],
  } as const

  test.each([...everywhere, ...byEngine[engine.name]])("refuse %s, by the engine itself", async (_name, sql) => {
    const before = await rows()
    expect(before).toHaveLength(2)
    await expect(shell.run(sql)).rejects.toThrow(/append-only/)
    expect(await rows()).toEqual(before)
  })

  test.each([
    ["a state", "update case_state set status = 'rejected'", /case .*has status rejected where returned follows/],
    ["its term", "update case_state set due_at_ms = due_at_ms + 1", /case .*has due_at_ms/],
    [
      "what it knows",
      "update case_state set state = replace(state, '\"returns\":1', '\"returns\":0')",
      /does not stand as/,
    ],
    ["its removal", "delete from case_state", /case .*is not there, and has judgements/],
    [
      "a word",
      `update judgement_beside set words = '{"text":"never said"}'`,
      /what was written with judgement 1 is not/,
    ],
  ] as const)("tell of %s that somebody changed beside them", async (_name, sql, said) => {
    expect(await verifyStorage(opened.storage)).toEqual([])
    const [state, beside] = await Promise.all([
      opened.storage.db.selectFrom("case_state").selectAll().execute(),
      opened.storage.db.selectFrom("judgement_beside").selectAll().execute(),
    ])
    await shell.run(sql)
    expect((await verifyStorage(opened.storage)).join("\n")).toMatch(said)
    const { db } = opened.storage
    for (const table of ["case_state", "judgement_beside"] as const) await db.deleteFrom(table).execute()
    await db.insertInto("case_state").values(state).execute()
    await db.insertInto("judgement_beside").values(beside).execute()
    expect(await verifyStorage(opened.storage)).toEqual([])
  })
})
