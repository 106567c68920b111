import { randomUUID } from "node:crypto"
import { type Choice, parseChoice } from "@justesse/work/allocation/choice"
import { type ChoiceSet, countSet, replay } from "@justesse/work/testing/replay"
import { seedOf } from "@justesse/work/testing/seedOf"
import { sql } from "kysely"
import { afterEach, describe, expect, test } from "vitest"
import { setGoldRate } from "../gold/draw.ts"
import { setGoldState } from "../gold/index.ts"
import { dice } from "../testing/dice.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import type { LeaseRow } from "./operations.ts"

const TIERS = [3, 1, 2]
const PEOPLE = 6
/** Tasks of the queue are numbered up to this; known answers and training follow. */
const ORDINARY = 40
const GOLD = 24
const TRAINING = 3

interface Row {
  readonly id: number
  readonly tier: number
  readonly seq: number
  readonly is_open: number
  readonly place: number | null
  readonly gold: string | null
  readonly state: number | null
  readonly fence: number | null
  readonly drawn: number | null
  readonly question: number | null
  readonly revision: number | null
  readonly changed: number | null
  readonly public_id: string | null
  readonly leased_at: number
  readonly why: string | null
}

describe.each(engines)("how a lease was chosen, on $name", (engine) => {
  let opened: TestStorage | undefined
  let project = 0
  let people: number[] = []
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })
  const storage = () => opened?.storage ?? expect.fail("not open")

  async function begin(): Promise<void> {
    opened = await engine.open()
    const { db, hot } = storage()
    people = await addPeople(storage(), PEOPLE)
    project = await addProject(storage(), people[0] ?? 0, ORDINARY + GOLD + TRAINING, 6)
    const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)
    await hot.setTier(project, numbers(21, 8) as never, 2)
    await hot.setTier(project, numbers(31, 6) as never, 3)
    const known = numbers(ORDINARY + 1, GOLD + TRAINING)
    await addGold(storage(), project, known)
    await setGoldState(db, project, known.slice(GOLD) as never, "try_out", NOW)
    // The others are new, and begin with training.
    for (const [n, person] of people.slice(3).entries()) await setGoldRate(db, project, person, n % 2 === 0 ? 0.3 : 0.6)
  }

  /** Everything that a draw of somebody depends on, as it is now. */
  async function read(person: number): Promise<Row[]> {
    const { rows } =
      await sql<Row>`select t.id, t.tier, t.seq, t.is_open, g.place, g.state as gold, a.state, a.fence, a.drawn, a.question,
        a.revision, a.changed_at_ms as changed, a.public_id, a.leased_at_ms as leased_at, a.why
      from task t left join gold g on g.project_id = t.project_id and g.task_id = t.id
        left join assignment a on a.project_id = t.project_id and a.task_id = t.id and a.person_id = ${person}
      where t.project_id = ${project} order by t.id`.execute(storage().db)
    return rows.map((row) => ({ ...row, id: Number(row.id), seq: Number(row.seq), tier: Number(row.tier) }))
  }

  /** Own tasks that come back by a way, first what was given back first. */
  function own(rows: readonly Row[], way: Choice["way"], taken: number): number[] {
    if (way === "own") return [taken]
    const over = rows.filter(({ state, revision }) => state !== null && state >= 2 && revision === 0)
    const comes = over.filter((row) => {
      if (way === "answered") return row.question === 3 && (row.is_open === 1 || row.drawn !== 0)
      if (way === "training_again") return row.drawn === 2
      return row.is_open === 1 || (row.drawn === 1 && row.gold === "active")
    })
    return comes.sort((a, b) => Number(a.changed) - Number(b.changed) || a.id - b.id).map(({ id }) => id)
  }

  function setOf(rows: readonly Row[], way: Choice["way"], taken: number): ChoiceSet {
    const state = (gold: string) => (gold === "active" ? "active" : gold === "try_out" ? "training" : "other")
    return {
      queue: rows.map((row) => ({ ...row, isOpen: row.is_open === 1, isMet: row.state !== null })),
      known: rows.flatMap(({ id, place, gold, state: met }) =>
        gold === null || place === null
          ? []
          : [{ taskId: id, place: Number(place), state: state(gold), isFree: met === null } as const],
      ),
      own: own(rows, way, taken),
    }
  }

  /** Each lease that an act made, with what it was chosen of. */
  function* made(before: Row[], after: readonly Row[]) {
    const fresh = after
      .filter((row, n) => row.state === 0 && row.fence !== before[n]?.fence)
      .sort((a, b) => Number(a.leased_at) - Number(b.leased_at))
    let rows = before
    for (const lease of fresh) {
      const choice = parseChoice(lease.why) ?? expect.fail(`nothing is kept of task ${lease.id}`)
      yield { lease, choice, set: setOf(rows, choice.way, lease.id) }
      rows = rows.map((row) => (row.id === lease.id ? lease : row))
    }
  }

  type Checked = ReturnType<typeof made> extends Generator<infer One> ? One : never

  /** People draw, answer, pass on, let lapse and take up again; `check` sees each lease. */
  async function walk(acts: number, seed: number, check: (one: Checked) => void): Promise<void> {
    const { hot } = storage()
    const throws = dice(seed)
    const gold = { seed: 7, seedOf, mixed: true, tryOut: TRAINING }
    const held = new Map<number, LeaseRow[]>()
    let nowMs = NOW
    for (let n = 0; n < acts; n++) {
      nowMs += 10
      const person = people[throws.below(people.length)] ?? 0
      const [first] = held.get(person) ?? []
      const wants = () => asks(project, person, { nowMs, gold, tiers: TIERS, want: 1 + throws.below(3) })
      const act = throws.below(10)
      const key = first && { publicId: first.publicId, personId: person, fence: first.fence, nowMs }
      if (key && act === 0) await hot.skip({ ...key, reason: "unclear", note: "", next: null })
      else if (key && act === 1) {
        const ids = { threadId: randomUUID(), messageId: randomUUID() }
        await hot.ask({
          ...key,
          ...ids,
          text: "?",
          regionId: null,
          spot: "{}",
          clause: null,
          putAside: true,
          next: null,
        })
        await hot.endExpired(nowMs + 30 * 86_400_000, 100)
        await sql`update assignment set question = 3 where public_id = ${key.publicId}`.execute(storage().db)
        held.clear()
      }
      const before = await read(person)
      const over = before.filter((row) => row.state !== null && row.state >= 2)
      const back = act === 2 ? throws.pick(over)?.public_id : undefined
      const now = held.get(person)?.[0]
      if (back) await hot.takeUp({ publicId: back, personId: person, nowMs })
      else if (now && act > 3) await hot.submit(answerTo(now, { nowMs, next: wants() }))
      const leases = await hot.next(wants())
      held.set(person, leases)
      for (const one of made(before, await read(person))) check(one)
    }
  }

  const SEEDS = engine.name === "SQLite" ? [1, 2, 3, 4, 5, 6] : [1, 2, 3]

  test("TRA-1: thousands of leases are chosen again with their seed, of a set as large as they say", {
    timeout: 400_000,
  }, async () => {
    const ways = new Map<string, number>()
    const wrong = { seed: 0, newest: 0, size: 0, place: 0 }
    let leases = 0
    for (const seed of SEEDS) {
      await begin()
      await walk(420, seed, ({ lease, choice, set }) => {
        const own = seedOf(lease.public_id ?? "")
        expect([choice.way, replay(choice, own, set)]).toEqual([choice.way, lease.id])
        expect([choice.way, lease.id, choice.size]).toEqual([choice.way, lease.id, countSet(choice, set)])
        expect(choice.way === "gold").toBe(lease.drawn === 1 && choice.lotPpm > 0)
        ways.set(choice.way, (ways.get(choice.way) ?? 0) + 1)
        leases++
        // Other rules are told from the one that was followed.
        if (replay(choice, own ^ 0x5bd1e995, set) !== lease.id) wrong.seed++
        const newest = set.queue.map((task) => ({ ...task, seq: 1e9 - task.seq }))
        if (
          replay({ ...choice, from: choice.way === "queue" ? 0 : choice.from }, own, { ...set, queue: newest }) !==
          lease.id
        )
          wrong.newest++
        if (replay({ ...choice, from: choice.from + 1_000 }, own, set) !== lease.id) wrong.place++
        if (choice.size !== countSet({ ...choice, from: 0 }, set)) wrong.size++
      })
      await opened?.close()
      opened = undefined
    }
    expect(leases).toBeGreaterThan(SEEDS.length * 380)
    for (const way of ["queue", "gold", "training", "answered", "again", "own"])
      expect([way, (ways.get(way) ?? 0) > 3]).toEqual([way, true])
    for (const [name, count] of Object.entries(wrong)) expect([name, count > leases / 20]).toEqual([name, true])
  })

  test("a lease in hand keeps what it was given for, one that is taken up says so", async () => {
    await begin()
    const person = people[5] ?? 0
    const [lease] = await storage().hot.next(asks(project, person, { tiers: TIERS }))
    const { publicId, fence } = lease ?? expect.fail("no lease")
    const why = async () =>
      (await storage().db.selectFrom("assignment").select("why").where("public_id", "=", publicId).executeTakeFirst())
        ?.why
    const given = await why()
    expect(given).toMatch(/^queue,3,0,3,0,\d+,6$/)
    await storage().hot.takeUp({ publicId, personId: person, nowMs: NOW })
    expect(await why()).toBe(given)
    const key = { publicId, personId: person, fence: fence + 1, nowMs: NOW }
    await storage().hot.skip({ ...key, reason: "unclear", note: "", next: null })
    await storage().hot.takeUp({ publicId, personId: person, nowMs: NOW })
    expect(await why()).toBe("own,0,0,0,0,0,1")
  })
})
