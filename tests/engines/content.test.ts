import { randomUUID } from "node:crypto"
import { appRouter } from "@justesse/api"
import { standOf } from "@justesse/api/content/stand"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { findAccess, listMembers } from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { addGold } from "@justesse/db/testing/seed"
import { AnnotationBody, JustesseError, type ProjectSlug, SubmissionId } from "@justesse/types"
import { ContentClass, ReportedClass as Reported, type ReportedClass } from "@justesse/types/content/classes"
import { DEFAULT_LIMITS } from "@justesse/types/pace/limits"
import type { Lease } from "@justesse/types/wire/work"
import { mayBeGiven } from "@justesse/work/content/ask"
import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const EMPTY = AnnotationBody.parse({ regions: [], nothingHere: true })
const PROJECTS = 8
const PEOPLE = 6
const ROUNDS = 48
const AT_ONCE = 8

/** The same numbers every time. */
function dice(seed: number) {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] ?? expect.fail("something to pick")
  return { next, pick, some: <T>(from: readonly T[]) => from.filter(() => next() < 0.5) }
}

const UNASKED = {
  SQLite: `exists (select 1 from project p, json_each(coalesce(json_extract(p.settings, '$.content.classes'), '[]')) c
      where p.id = new.project_id and c.value not in (select value from json_each(coalesce((select m.content_yes from member m
        where m.project_id = new.project_id and m.person_id = new.person_id), '[]'))))`,
  PostgreSQL: `exists (select 1 from project p, jsonb_array_elements_text(coalesce(p.settings::jsonb #> '{content,classes}', '[]')) c(value)
      where p.id = new.project_id and not coalesce((select m.content_yes::jsonb ? c.value from member m
        where m.project_id = new.project_id and m.person_id = new.person_id), false))`,
}

/** The database itself writes down each lease of a declared class to somebody without a yes: a second opinion that asks no rule of ours. */
async function watch({ storage: { db } }: TestStorage, name: "SQLite" | "PostgreSQL"): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  await run("create table unasked (task int not null, person int not null)")
  const write = "insert into unasked (task, person) values (new.task_id, new.person_id)"
  if (name === "SQLite") {
    for (const event of ["insert", "update of state, fence"])
      await run(`create trigger unasked_${event.slice(0, 6)} after ${event} on assignment when new.state = 0 and ${UNASKED.SQLite}
        begin ${write}; end`)
    return
  }
  await run(`create function unasked() returns trigger language plpgsql as $$ begin
    if new.state = 0 and ${UNASKED.PostgreSQL} then ${write}; end if; return null; end $$`)
  await run(
    `create trigger unasked after insert or update of state, fence on assignment for each row execute function unasked()`,
  )
}

/** Of one degree of freedom, at 0.01. */
const CHI_SQUARE_1_001 = 6.635

function chiSquare(table: readonly (readonly number[])[]): number {
  const rows = table.map((row) => row.reduce((a, b) => a + b, 0))
  const columns = (table[0] ?? []).map((_, column) => table.reduce((sum, row) => sum + (row[column] ?? 0), 0))
  const all = rows.reduce((a, b) => a + b, 0)
  return table
    .flatMap((row, r) => row.map((n, c) => [n, ((rows[r] ?? 0) * (columns[c] ?? 0)) / all] as const))
    .reduce((sum, [n, expected]) => sum + (n - expected) ** 2 / expected, 0)
}

describe.each(engines)("declared content on $name", ({ open, name }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let people: TestPerson[]
  const slugs = Array.from({ length: PROJECTS }, (_, n) => `catalogue-${n}` as ProjectSlug)
  const ids = new Map<ProjectSlug, number>()

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: at.storage, folder: folder.path })
    await watch(at, name as "SQLite" | "PostgreSQL")
    owner = await harness.addPerson("Olga")
    people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => harness.addPerson(`Person ${n}`)))
    const { some } = dice(name.length)
    for (const slug of slugs) {
      const classes = some(some(ContentClass.options))
      const content = { classes, other: classes.includes("other") ? "insects" : "" }
      const settings = { overlap: { base: 2, more: 2, moreRatio: 0 }, content }
      const id = await harness.addProject({ slug, owner, roles: ["owner"], settings })
      ids.set(slug, id)
      for (const person of people) await harness.addMember(id, person, ["annotator", "reviewer"])
      await harness.addPictures(id, 60)
    }
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const call = (person: TestPerson) => appRouter.createCaller(harness.contextOf(person))
  const count = async (text: string) => Number((await sql.raw<{ n: number }>(text).execute(at.storage.db)).rows[0]?.n)

  /** Live leases of whoever may not be given them, as the rule says. */
  async function liveUnasked(): Promise<number> {
    let found = 0
    for (const id of ids.values())
      for (const { personId } of await listMembers(at.storage.db, id)) {
        const access = await findAccess(at.storage.db, id, personId)
        if (!access || mayBeGiven(standOf(access), access.member.yes)) continue
        found += await count(
          `select count(*) as n from assignment where state = 0 and project_id = ${id} and person_id = ${personId}`,
        )
      }
    return found
  }

  test("nobody without a yes is ever given a picture, whatever they do at once and whoever changes their mind", async () => {
    const { next, pick, some } = dice(11)
    const held = new Map<TestPerson, Lease[]>()
    const given = { leases: 0, taken: 0, refused: 0 }
    const keep = (person: TestPerson, leases: readonly Lease[]) => {
      given.leases += leases.length
      held.set(person, [...leases, ...(held.get(person) ?? [])].slice(0, 30))
    }
    const want = () => 1 + Math.floor(next() * 4)
    type Acts = readonly ((person: TestPerson) => Promise<unknown>)[]
    const free: Acts = [
      async (person) => keep(person, (await call(person).work.next({ project: pick(slugs), want: want() })).leases),
      async (person) => keep(person, (await call(person).work.next({ project: pick(slugs), want: want() })).leases),
      (person) => call(person).work.content({ project: pick(slugs), yes: some(ContentClass.options) }),
      (person) => call(person).work.content({ project: pick(slugs), yes: [...ContentClass.options] }),
      async () => {
        const project = pick(slugs)
        const { reports } = await call(owner).project.content({ project })
        const [first] = reports
        if (!first) return
        const answer = pick(["declared", "not_so"] as const)
        await call(owner).project.answerContent({ project, class: first.class, answer, other: "insects" })
      },
    ]
    const onHeld: Acts = [
      async (person) => {
        const lease = pick(held.get(person) ?? [])
        const sent = {
          assignmentId: lease.assignmentId,
          fence: lease.fence,
          submissionId: SubmissionId.parse(randomUUID()),
        }
        const versions = { ontologyVersion: 1, guidelineVersion: 1 }
        keep(person, (await call(person).work.submitNext({ ...sent, body: EMPTY, ...versions, want: want() })).leases)
      },
      async (person) => {
        const { assignmentId, fence } = pick(held.get(person) ?? [])
        const reason = next() < 0.6 ? ("content" as const) : ("too_hard" as const)
        const content: ReportedClass = pick(Reported.options.filter((one) => one !== "minors_in_distress"))
        keep(
          person,
          (await call(person).work.skip({ assignmentId, fence, reason, content, note: "", want: want() })).leases,
        )
      },
      async (person) => {
        const { assignmentId } = pick(held.get(person) ?? [])
        const how = pick(["open", "takeUp", "revise"] as const)
        keep(person, [await call(person).work[how]({ assignmentId })])
        given.taken++
      },
    ]
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const person = pick(people)
          const act = pick((held.get(person) ?? []).length > 0 ? [...free, ...onHeld] : free)
          await act(person).catch((error: unknown) => {
            const cause = error instanceof Error && error.cause instanceof JustesseError ? error.cause : error
            if (!(cause instanceof JustesseError)) throw error
            given.refused++
          })
        }),
      )
      harness.clock.nowMs += 1_000
      if (round % 4 === 3) expect(await liveUnasked()).toBe(0)
    }
    expect(await count("select count(*) as n from unasked")).toBe(0)
    // It was no empty world.
    expect(given.leases).toBeGreaterThan(200)
    expect(await count("select count(*) as n from assignment where state = 4")).toBeGreaterThan(10)
    expect(await count("select count(*) as n from content_report")).toBeGreaterThan(3)
  })

  test("so many an hour are given, on all pages and in all projects together", async () => {
    const person = await harness.addPerson("Pia")
    const [one = expect.fail("a project"), two = expect.fail("another")] = await Promise.all(
      ["an-hour-a", "an-hour-b"].map(async (name) => {
        const slug = name as ProjectSlug
        const content = { classes: ["medical" as const], other: "" }
        const id = await harness.addProject({ slug, owner, roles: ["owner"], settings: { content } })
        await harness.addMember(id, person, ["annotator"])
        await harness.addPictures(id, 12)
        await call(person).work.content({ project: slug, yes: ["medical"] })
        return slug
      }),
    )
    const limits = { ...DEFAULT_LIMITS, contentAnHour: 5 }
    await call(person).account.update({ limits })
    const drawn = await Promise.all(
      [one, two, one, two, one, two].map((project) => call(person).work.next({ project, want: 4 })),
    )
    const ids = new Set(drawn.flatMap(({ leases }) => leases.map(({ assignmentId }) => assignmentId)))
    expect(ids.size).toBe(5)
    for (const { assignmentId, fence } of drawn.flatMap(({ leases }) => leases))
      await call(person)
        .work.skip({ assignmentId, fence, reason: "too_hard", note: "", want: 1 })
        .catch(() => undefined)
    expect(await call(person).work.next({ project: two, want: 1 })).toMatchObject({
      ...{ leases: [], none: { reason: "content_hour" } },
    })
    // What holds no such content is given as ever.
    const plain = "an-hour-c" as ProjectSlug
    const id = await harness.addProject({ slug: plain, owner, roles: ["owner"] })
    await harness.addMember(id, person, ["annotator"])
    await harness.addPictures(id, 12)
    expect((await call(person).work.next({ project: plain, want: 9 })).leases).toHaveLength(9)
    harness.clock.nowMs += 3_601_000
    expect((await call(person).work.next({ project: one, want: 9 })).leases).toHaveLength(5)
  })

  /** How many known answers and how many other tasks people are given elsewhere who said yes here, and who said no. */
  async function givenElsewhere(round: number) {
    const crowd = await Promise.all(Array.from({ length: 36 }, (_, n) => harness.addPerson(`Crowd ${round}.${n}`)))
    const settings = { overlap: { base: 20, more: 20, moreRatio: 0 } }
    const gory = `elsewhere-a${round}` as ProjectSlug
    const other = `elsewhere-b${round}` as ProjectSlug
    for (const [slug, classes] of [
      [gory, ["violence" as const]],
      [other, ["medical" as const]],
    ] as const) {
      const content = { classes: [...classes], other: "" }
      const id = await harness.addProject({ slug, owner, roles: ["owner"], settings: { ...settings, content } })
      const pictures = await harness.addPictures(id, 60)
      for (const person of crowd) await harness.addMember(id, person, ["annotator"])
      await addGold(at.storage, id, pictures.slice(0, 20))
      ids.set(slug, id)
    }
    const found = { yes: { gold: 0, ordinary: 0 }, no: { gold: 0, ordinary: 0 } }
    for (const [n, person] of crowd.entries()) {
      const isYes = n % 2 === 0
      await call(person).work.content({ project: other, yes: ["medical"] })
      await call(person).work.content({ project: gory, yes: isYes ? ["violence"] : [] })
      const refused = await call(person).work.next({ project: gory, want: 5 })
      expect(refused.leases).toHaveLength(isYes ? 5 : 0)
      expect((await call(person).work.next({ project: other, want: 20 })).leases).toHaveLength(20)
      const of = `from assignment where project_id = ${ids.get(other)} and person_id = ${person.id}`
      const gold = await count(`select count(*) as n ${of} and drawn = 1`)
      found[isYes ? "yes" : "no"].gold += gold
      found[isYes ? "yes" : "no"].ordinary += 20 - gold
    }
    return [found.yes, found.no].map((one) => [one.gold, one.ordinary])
  }

  test("a no changes nothing about what is given elsewhere (alpha 0.01, twice)", async () => {
    const table = await givenElsewhere(1)
    expect((table[0]?.[0] ?? 0) + (table[1]?.[0] ?? 0)).toBeGreaterThan(20)
    // One time in a hundred chance alone is above it; twice in a row it is no chance.
    if (chiSquare(table) >= CHI_SQUARE_1_001) expect(chiSquare(await givenElsewhere(2))).toBeLessThan(CHI_SQUARE_1_001)
    // The test can tell: a program that gave those who said no a fifth of the known answers would be found.
    const half = (column: number) => ((table[0]?.[column] ?? 0) + (table[1]?.[column] ?? 0)) / 2
    const [gold, given] = [half(0), half(0) + half(1)]
    const unfair = [
      [gold, given - gold],
      [gold / 5, given - gold / 5],
    ]
    expect(chiSquare(unfair)).toBeGreaterThan(CHI_SQUARE_1_001)
  })
})
