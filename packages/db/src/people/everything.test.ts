import { type Measure, REGISTER } from "@justesse/types/records/register"
import { accountOf } from "@justesse/work/ledger/accounts"
import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { setQuality } from "../gold/draw.ts"
import { putGoldAnswers, setGoldState } from "../gold/index.ts"
import { post, toPosting } from "../ledger/post.ts"
import type { Storage } from "../storage.ts"
import { fillCovered } from "../testing/covered.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, NOW } from "../testing/seed.ts"
import { readEverything } from "./everything.ts"
import { GIVEN } from "./given.ts"
import { countMeasured } from "./measured.ts"

/** Columns that name a person, by what they are called; everything else that holds one is found by its value, below. */
const NAMES_SOMEBODY =
  /^(person_id|about_id|by_id|third_id|reviewer_id|learner_id|mentor_id|userId|who|owner|.*_by|.*By|auth_user_id)$/
/** Columns that name a person and of which nothing is told, with the reason. */
const KEPT_BACK: Readonly<Record<string, string>> = {
  "ledger_account.owner": "told: a text, which names people in one kind of account",
  "queue_cursor.person_id":
    "how far they are in a queue tells which of their tasks came from it, and so which were gold (I5)",
  "case_state.reviewer_id": "told by what they judged: judgement_of_mine",
  "case_state.third_id": "told by what they judged; whose appeal is theirs: the page Appeals",
  "judgement_beside.person_id": "words of others; a decision's page shows those that are its author's to read",
  "auth_session.impersonatedBy": "nobody can act as somebody else here",
  "person.auth_user_id": "the number of the account in the sign-in library",
}
/** Called so, and about no person. */
const NO_PERSON = ["task_state.settled_by", "version_item.settled_by"]

/** Every column of every table of the schema. */
async function catalogue({ engine, db }: Storage): Promise<{ table: string; column: string }[]> {
  const columns =
    engine === "sqlite"
      ? sql<{ table: string; column: string }>`select m.name as "table", c.name as "column" from sqlite_schema m
          join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'asset_text%'`
      : sql<{ table: string; column: string }>`select table_name as "table", column_name as "column"
          from information_schema.columns where table_schema = current_schema()`
  return (await columns.execute(db)).rows
}

const told = new Set(GIVEN.flatMap(({ table, by }) => by.map((column) => `${table}.${column}`)))

async function everythingOf(storage: Storage, personId: number): Promise<Map<string, Record<string, unknown>[]>> {
  const found = new Map<string, Record<string, unknown>[]>()
  for await (const { table, rows } of readEverything(storage.db, personId, () => 7))
    found.set(table, [...(found.get(table) ?? []), ...rows])
  return found
}

/** The people of this test have numbers that count nothing else. */
async function numberPeopleFrom({ engine, db }: Storage, first: number): Promise<void> {
  if (engine === "sqlite") await sql`insert into sqlite_sequence (name, seq) values ('person', ${first})`.execute(db)
  else await sql`select setval(pg_get_serial_sequence('person', 'id'), ${first})`.execute(db)
}

describe.each(engines)("everything that refers to somebody, on $name", (engine) => {
  let opened: TestStorage
  let project = 0
  let people: readonly number[] = []

  beforeAll(async () => {
    opened = await engine.open()
    await numberPeopleFrom(opened.storage, 987_650)
    const filled = await fillCovered(opened.storage, async () => undefined)
    project = filled.project
    people = filled.people
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db

  test("TRA-2: no table of the schema that names a person was forgotten", async () => {
    const naming = (await catalogue(opened.storage))
      .filter(({ column }) => NAMES_SOMEBODY.test(column))
      .map(({ table, column }) => `${table}.${column}`)
      .filter((name) => !NO_PERSON.includes(name))
    expect(naming.length).toBeGreaterThan(30)
    expect(naming.filter((name) => !told.has(name) && KEPT_BACK[name] === undefined)).toEqual([])
    // And nothing is listed that is not there.
    const known = new Set(naming)
    const listed = [...told, ...Object.keys(KEPT_BACK)].filter((name) => !name.endsWith(".id"))
    expect(listed.filter((name) => !known.has(name))).toEqual([])
  })

  test("TRA-2: a column that holds a person's number under whatever name is known", async () => {
    const found: string[] = []
    for (const { table, column } of await catalogue(opened.storage)) {
      const held = sql`cast(${sql.ref(column)} as text) in (${sql.join(people.map(String))})`
      const { rows } = await sql`select 1 from ${sql.table(table)} where ${held} limit 1`.execute(db())
      if (rows.length > 0) found.push(`${table}.${column}`)
    }
    expect(found).toContain("submission.person_id")
    expect(found.filter((name) => !told.has(name) && KEPT_BACK[name] === undefined)).toEqual([])
  })

  test("TRA-2: holds each row, but for those that would tell gold or an audit", async () => {
    for (const person of people) {
      const all = await everythingOf(opened.storage, person)
      for (const given of GIVEN.filter(({ only, byAccount, whose }) => !only && !byAccount && !whose)) {
        const mine = sql.join(
          given.by.map((column) => sql`${sql.ref(column)} = ${person}`),
          sql` or `,
        )
        const { rows } = await sql<{
          n: number
        }>`select count(*) as n from ${sql.table(given.table)} where ${mine}`.execute(db())
        expect([given.table, all.get(given.name ?? given.table)?.length]).toEqual([given.table, Number(rows[0]?.n)])
      }
    }
    const [ada = 0, ben = 0] = people
    const [one, other] = [await everythingOf(opened.storage, ada), await everythingOf(opened.storage, ben)]
    expect(other.get("submission")).toHaveLength(3)
    expect(other.get("submission")?.[0]).toMatchObject({
      project: expect.stringMatching(/^p-/),
      assignment: expect.any(String),
    })
    expect(other.get("work_record")).toMatchObject([{ number: "2026-000000001", jws: "a.b.c" }])
    expect(one.get("submission")).toEqual([])
    expect(JSON.stringify([...other])).not.toMatch(/secret_sha256|privateD|"password"|"drawn"|rate_ppm|"seq"/)
  })

  test("2f: every table that names a person stands in the register of what is measured, and what is there is counted", async () => {
    const registered = new Set(Object.values<Measure>(REGISTER).flatMap(({ tables }) => tables))
    const naming = [...told, ...Object.keys(KEPT_BACK)].map((name) => name.split(".")[0] ?? "")
    expect([...new Set(naming)].filter((table) => !registered.has(table))).toEqual([])
    const [, ben = 0] = people
    expect(await countMeasured(db(), ben)).toEqual({
      ...{
        ticks: 3,
        time: 90,
        answers: 3,
        outcomes: 0,
        choices: 4,
        skills: 0,
        gold: 0,
        practice: 0,
        mentors: 0,
        audits: 0,
        reviews: 0,
        messages: 1,
        money: 0,
      },
      ...{ records: 1, signIn: 0, acts: expect.any(Number) },
    })
  })

  test("TRA-2: holds what is owed to them, and each movement of it", async () => {
    const [ada = 0, ben = 0] = people
    const about = { key: "t", kind: "earn", currency: "EUR", projectId: project, ref: "session:1", atMs: NOW } as const
    const [from, to] = [accountOf("project_free", project), accountOf("worker_payable", ben)]
    const posting = toPosting(about, [{ from, to, amountMicros: 7_000 }])
    await db()
      .transaction()
      .execute(async (tx) => posting && post(tx, posting))
    const mine = await everythingOf(opened.storage, ben)
    expect(mine.get("ledger_account")).toMatchObject([
      { kind: "worker_payable", currency: "EUR", balance_micros: 7_000 },
    ])
    expect(mine.get("ledger_entry")).toMatchObject([{ amount_micros: 7_000 }])
    const other = await everythingOf(opened.storage, ada)
    expect([other.get("ledger_account"), other.get("ledger_entry")]).toEqual([[], []])
    expect(other.get("deposit")).toMatchObject([{ amount_micros: 5_000_000, proof: "7" }])
  })

  test("gives rows over several pages, each once", async () => {
    const [, ben = 0] = people
    const at = Array.from({ length: 2_345 }, (_, n) => n)
    const rows = at.map((n) => ({
      project_id: project,
      person_id: ben,
      at_ms: NOW + n,
      what: "x",
      task_id: null,
      detail: "{}",
    }))
    for (let from = 0; from < rows.length; from += 500)
      await db()
        .insertInto("activity")
        .values(rows.slice(from, from + 500))
        .execute()
    const acts = (await everythingOf(opened.storage, ben)).get("activity") ?? []
    expect(acts.filter(({ what }) => what === "x").map((row) => Number(row["at_ms"]) - NOW)).toEqual(at)
  })

  test("I5: tells of gold once it is retired, and of skills without what gold alone measured", async () => {
    const [, ben = 0] = people
    await addGold(opened.storage, project, [5])
    await db()
      .insertInto("assignment")
      .values({
        ...{
          project_id: project,
          task_id: 5,
          person_id: ben,
          public_id: "00000000-0000-4000-8000-000000000005",
          state: 1 as never,
        },
        ...{
          fence: 1,
          leased_at_ms: NOW,
          expires_at_ms: NOW,
          active_ms: 0,
          revision: 1,
          counted: 1,
          skip_reason: null,
          skip_note: null,
        },
        ...{
          sent_back: null,
          ontology_version: 1,
          guideline_version: 1,
          fate: null,
          drawn: 1 as never,
          changed_at_ms: NOW,
        },
      })
      .execute()
    const compared = { personId: ben, revision: 1, source: "gold" as const, passed: false, evidence: "{}", atMs: NOW }
    await putGoldAnswers(db(), { projectId: project, taskId: 5 }, [compared])
    await setQuality(db(), project, ben, { name: "gold", value: { hidden: 1 }, items: 1, nowMs: NOW })
    await setQuality(db(), project, ben, { name: "skills", value: { find: [3, 1] }, items: 4, nowMs: NOW })
    const before = await everythingOf(opened.storage, ben)
    expect(before.get("gold_answer")).toEqual([])
    expect(before.get("person_quality")).toMatchObject([{ skills: '{"find":[3,1]}' }])
    expect(JSON.stringify([...before])).not.toContain("hidden")
    await setGoldState(db(), project, [5], "retired", NOW)
    expect((await everythingOf(opened.storage, ben)).get("gold_answer")).toMatchObject([{ passed: 0 }])
  })

  test("I5: counts of what is measured tell no gold that is still mixed in", async () => {
    const [ada = 0, , cleo = 0] = people
    const compared = { personId: cleo, revision: 1, source: "gold" as const, passed: true, evidence: "{}", atMs: NOW }
    await setGoldState(db(), project, [5], "active", NOW)
    await putGoldAnswers(db(), { projectId: project, taskId: 5 }, [compared])
    expect((await countMeasured(db(), cleo)).gold).toBe(0)
    await setGoldState(db(), project, [5], "retired", NOW)
    expect((await countMeasured(db(), cleo)).gold).toBe(1)
    // Whoever made it and labels too is told of it once it is retired.
    await db().updateTable("gold").set({ made_by: ada }).execute()
    expect((await everythingOf(opened.storage, ada)).get("gold")).toMatchObject([{ task_id: 5, source: "hand" }])
    await setGoldState(db(), project, [5], "active", NOW)
    expect((await everythingOf(opened.storage, ada)).get("gold")).toEqual([])
  })

  test("tells nobody that their review is being audited, and how it ended once it has", async () => {
    const [ada = 0, ben = 0] = people
    const audit = { project_id: project, task_id: 2, body: "{}", first_decisions: "{}", first_by: ada }
    const open = { decisions: "{}", decided_order: "[]", revision: 0, open: 1, differences: 1, reviewer_id: ben }
    const rest = { reserved_until_ms: 0, state: "waiting" as const, same: 0, severity_ppm: 0, made_at_ms: NOW }
    await db()
      .insertInto("second_look")
      .values({ ...audit, ...open, ...rest, filed_by: null, filed_at_ms: null })
      .execute()
    expect((await everythingOf(opened.storage, ada)).get("second_look_of_mine")).toEqual([])
    expect((await countMeasured(db(), ada)).audits).toBe(0)
    // Whoever decides it knows that they do.
    expect((await everythingOf(opened.storage, ben)).get("second_look")).toMatchObject([{ task_id: 2 }])
    await db().updateTable("second_look").set({ state: "filed", same: 1, filed_by: ben, filed_at_ms: NOW }).execute()
    expect((await everythingOf(opened.storage, ada)).get("second_look_of_mine")).toMatchObject([{ same: 1 }])
    expect((await countMeasured(db(), ada)).audits).toBe(1)
  })

  test("holds what somebody's page said of proposals, and not how their task was handed out", async () => {
    const [, ben = 0] = people
    const row = { project_id: project, task_id: 1, person_id: ben, withheld: 1 as const, regions: "" }
    const none = { taken: 0, changed: 0, refused: 0, untouched: 0 }
    await db()
      .insertInto("answer_proposals")
      .values([
        { ...row, ...none, revision: 1 },
        { ...row, ...none, revision: 2, taken: 2 },
      ])
      .execute()
    const rows = (await everythingOf(opened.storage, ben)).get("answer_proposals")
    expect(rows).toMatchObject([{ revision: 2, taken: 2 }])
    expect(rows?.[0]).not.toHaveProperty("withheld")
  })
})
