import { randomUUID } from "node:crypto"
import { checkLabor } from "@justesse/api/exports/labor"
import { laborShown } from "@justesse/api/exports/laborShown"
import { exportFiles } from "@justesse/api/exports/make"
import { verifyLabor } from "@justesse/api/exports/verifyLabor"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { joined } from "@justesse/api/testing/outside"
import { freeze } from "@justesse/api/versions/freeze"
import { findAccessBySlug, type ProjectAccess } from "@justesse/db"
import { checkLedger } from "@justesse/db/ledger/verify"
import { stepPay } from "@justesse/db/pay/step"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { answer, asks, credits } from "@justesse/db/testing/seed"
import { asPerson, enterUnleased } from "@justesse/db/work/unleased"
import type { PaySettings } from "@justesse/types"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { beginPaying, FLOOR_MICROS, PRICE_MICROS } from "./paying.ts"

const PAID: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 10 }
const HOUR = 3_600_000
const OFFER = {
  ...{ currency: "EUR" as const, priceMicros: PRICE_MICROS, bonusMicros: 5_000, floorMicrosPerHour: FLOOR_MICROS },
  ...{ capSeconds: 120, reviewMicros: 0 },
}
/** What each of six people took for their one answer: a piece pays fifteen seconds of the floor, so that four are raised to it. */
const SECONDS = [10, 12, 30, 30, 45, 60]
const TOLD = {
  ...{ currency: "EUR", floorMicrosPerHour: 12_000_000, totalPaidMicros: 650_000 },
  hourlyMicros: { p10: 12_000_000, p50: 12_000_000, p90: 18_000_000 },
  ...{ sessions: { closed: 6, raisedToFloor: 4 }, medianHoursToPay: 1 },
}

describe.each(engines)("what a label says of money, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  /** A project in which each person answers once in so many seconds; an hour later everybody's session is closed. */
  async function worked(slug: string, seconds: readonly number[], pay: PaySettings | null): Promise<ProjectAccess> {
    const { hot } = store.storage
    const settings = { overlap: { base: 1, more: 1, moreRatio: 0 }, ...(pay && { pay }) }
    const id = await harness.addProject({ slug, owner, names: "open", settings })
    if (pay) await beginPaying(store.storage, { project: id, operator: owner.id, atMs: harness.clock.nowMs })
    await harness.addPictures(id, seconds.length)
    for (const [n, took] of seconds.entries()) {
      const { id: personId } = await harness.addPerson(`${slug}-${n}`)
      await harness.addMember(id, { id: personId, name: "", operator: false }, ["annotator"])
      const { nowMs } = harness.clock
      const [lease] = await hot.next({ ...asks(id, personId, { nowMs }), ...(pay && { offer: OFFER }) })
      const { publicId, fence } = lease ?? expect.fail("a task was expected")
      const slots = [{ slotMs: nowMs - (nowMs % 900_000), ms: took * 1_000 }]
      await hot.heartbeat({ publicId, personId, fence, credit: credits(took * 1_000, slots), nowMs })
      const rest = {
        ontologyVersion: 1,
        guidelineVersion: 1,
        regions: 0,
        nowMs,
        next: null,
        isPaid: () => pay !== null,
      }
      await hot.submit({ publicId, personId, fence, ...answer(), ...rest })
    }
    harness.clock.nowMs += HOUR
    await closeAll()
    await harness.resolve()
    return (await findAccessBySlug(store.storage.db, slug, owner.id)) ?? expect.fail("no access")
  }
  async function closeAll(): Promise<void> {
    const { db, hot } = store.storage
    const rows = await db
      .selectFrom("work_session")
      .select(["id", "person_id"])
      .where("closed_at_ms", "is", null)
      .execute()
    for (const { id, person_id: personId } of rows) await hot.closeSession({ id, personId, nowMs: harness.clock.nowMs })
  }
  const frozen = async (project: ProjectAccess) =>
    (await freeze(harness.deps, project, { personId: owner.id }, { note: "" })).version
  const moneyOf = async (project: ProjectAccess, version: number) =>
    (await laborShown(harness.deps, project, version)).label.pay.money
  const credited = async (project: ProjectAccess) => {
    const { rows } = await sql<{ micros: number }>`select sum(e.amount_micros) as micros from ledger_entry e
      join ledger_account a on a.id = e.account_id join ledger_tx t on t.id = e.tx_id
      where a.kind = 'worker_payable' and t.project_id = ${project.id}`.execute(store.storage.db)
    return Number(rows[0]?.micros)
  }
  async function filesOf(project: ProjectAccess, version: number): Promise<Map<string, string>> {
    const choices = { withPictures: false, spreadsheet: false, withoutMetadata: false }
    const files = new Map<string, string>()
    const plan = { projectId: project.id, version, format: "coco" as const, choices }
    for await (const { name, body } of exportFiles(harness.deps, plan))
      files.set(name, new TextDecoder().decode(await joined(body)))
    return files
  }
  const verify = (files: ReadonlyMap<string, string>) => {
    const [json, markdown] = ["labor.json", "LABOR.md"].map((name) => files.get(name) ?? null)
    return verifyLabor(harness.deps, { json: json ?? null, markdown: markdown ?? null, manifest: null })
  }

  test("of six people it is the ledger's to the micro, and LABOR.md says it in the currency (LAB-1)", async () => {
    const project = await worked("six", SECONDS, PAID)
    const version = await frozen(project)
    expect(await moneyOf(project, version)).toEqual(TOLD)
    expect(await credited(project)).toBe(TOLD.totalPaidMicros)
    expect((await checkLabor(harness.deps, project.id))[1]).toEqual({ what: "money", label: 650_000, storage: 650_000 })
    const files = await filesOf(project, version)
    expect(await verify(files)).toEqual([])
    const {
      session_id = 0,
      task_id = 0,
      person_id = 0,
    } = (await store.storage.db
      .selectFrom("assignment_terms")
      .select(["session_id", "task_id", "person_id"])
      .where("project_id", "=", project.id)
      .executeTakeFirst()) ?? {}
    const entry = {
      project_id: project.id,
      person_id,
      task_id,
      session_id,
      slot_ms: 0,
      ticks: null,
      ticks_sha256: null,
    }
    const later = { credited_ms: 3_600_000, at_ms: harness.clock.nowMs + 60_000 }
    await store.storage.db
      .insertInto("time_entry")
      .values({ ...entry, ...later })
      .execute()
    expect((await verify(files)).map(({ what, label }) => [what, label])).toContainEqual(["floor", String(session_id)])
    expect(files.get("LABOR.md")).toContain("| paid in all | €0.65 |")
    expect(files.get("LABOR.md")).toContain("| sessions raised to the floor | 4 of 6")
  })

  test("what was paid after it was frozen is in the next version, and the label of this one stays as it was", async () => {
    const project = await worked("six", SECONDS, PAID)
    const version = await frozen(project)
    const files = await filesOf(project, version)
    harness.clock.nowMs += 80 * HOUR
    // Silence accepts everything, with its bonus; somebody is granted a minute that was missing of a closed session.
    await stepPay(store.storage.db, harness.clock.nowMs)
    const [session] = await store.storage.db.selectFrom("work_session").selectAll().orderBy("id").execute()
    const { id: sessionId, person_id: personId } = session ?? expect.fail("no session")
    const { nowMs } = harness.clock
    const slots = [{ slotMs: nowMs - (nowMs % 900_000), ms: 60_000 }]
    const claim = { projectId: project.id, personId, sessionId, kind: "claim", guidelineVersion: null } as const
    await asPerson(store.storage, personId, (tx) => enterUnleased(tx, { ...claim, ticks: null, slots, nowMs }))
    expect(await verify(files)).toEqual([])
    expect(await moneyOf(project, version)).toEqual(TOLD)
    // Ten seconds and the minute at the floor are 233,334 in place of the piece's 50,000; six bonuses beside.
    const next = await moneyOf(project, await frozen(project))
    expect(next).toMatchObject({
      totalPaidMicros: 650_000 + 183_334 + 30_000,
      sessions: { closed: 6, raisedToFloor: 5 },
    })
    expect(next?.hourlyMicros).toEqual({ p10: 12_000_000, p50: 12_000_000, p90: 15_000_000 })
    expect(await credited(project)).toBe(next?.totalPaidMicros)
    expect((await checkLedger(store.storage)).problems).toEqual([])
  })

  test("of four people no figure is told, and the label still says that they are paid", async () => {
    const project = await worked("four", SECONDS.slice(0, 4), PAID)
    const version = await frozen(project)
    const { label, checks } = await laborShown(harness.deps, project, version)
    expect(label.pay).toEqual({
      mode: "paid",
      money: {
        ...{ currency: "EUR", floorMicrosPerHour: null, totalPaidMicros: null, hourlyMicros: null },
        ...{ sessions: null, medianHoursToPay: null },
      },
    })
    expect(checks[1]).toEqual({ what: "money", label: 300_000, storage: 300_000 })
    expect(await verify(await filesOf(project, version))).toEqual([])
  })

  test("a balance that was changed by hand holds the export back, says by how much, and is named", async () => {
    const project = await worked("six", SECONDS, PAID)
    const version = await frozen(project)
    const files = await filesOf(project, version)
    await sql`update ledger_account set balance_micros = balance_micros + 1 where kind = 'project_free'`.execute(
      store.storage.db,
    )
    const found = { what: "money", label: 650_000, storage: 649_999 }
    expect((await laborShown(harness.deps, project, version)).checks[1]).toEqual(found)
    await expect(filesOf(project, version)).rejects.toMatchObject({ code: "label_differs", detail: found })
    expect(await verify(files)).toEqual([{ what: "money", label: "650000", storage: "649999" }])
  })

  test("where nobody is paid through the studio there is no money and nothing to compare", async () => {
    const project = await worked("salaried", SECONDS, null)
    const { label, checks } = await laborShown(harness.deps, project, await frozen(project))
    expect(label.pay).toEqual({ mode: "salaried", money: null })
    expect(checks.map(({ what }) => what)).toEqual(["hours"])
  })

  test("while work goes on and money lies on reserves, what was paid is what the balances say", async () => {
    const project = await worked("going", SECONDS, PAID)
    await harness.addPictures(project.id, 3)
    const { nowMs } = harness.clock
    const late = await harness.addPerson("Late")
    await harness.addMember(project.id, late, ["annotator"])
    const asked = { ...asks(project.id, late.id, { nowMs, want: 2 }), freshIds: [randomUUID(), randomUUID()] }
    expect(await store.storage.hot.next({ ...asked, offer: OFFER })).toHaveLength(2)
    expect((await checkLabor(harness.deps, project.id))[1]).toEqual({ what: "money", label: 650_000, storage: 650_000 })
  })
})
