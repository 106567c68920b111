import { openStorage, type Storage } from "@justesse/db"
import { post, toPosting } from "@justesse/db/ledger/post"
import { findBalance } from "@justesse/db/ledger/read"
import { checkLedger } from "@justesse/db/ledger/verify"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { addPeople, addProject, answer, asks, credits, NOW } from "@justesse/db/testing/seed"
import { accountOf } from "@justesse/work/ledger/accounts"
import { type PayOffer, termsOf } from "@justesse/work/pay/offer"
import { reserveMicros, timeMicros } from "@justesse/work/pay/terms"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

const FLOOR = 12_000_000
const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 10_000, bonusMicros: 1_000 },
  ...{ floorMicrosPerHour: FLOOR, capSeconds: 120, reviewMicros: 0 },
}
const NEEDED = reserveMicros(termsOf(OFFER, { isJudged: true, capSeconds: 120 }))
const HOUR = 3_600_000
const [, postgres] = engines

describe("two servers on one PostgreSQL", () => {
  let opened: TestStorage
  let other: Storage
  let project: number
  let people: number[]
  beforeEach(async () => {
    if (!postgres) throw new Error("PostgreSQL was expected")
    opened = await postgres.open()
    other = await openStorage(opened.at)
    people = await addPeople(opened.storage, 10)
    project = await addProject(opened.storage, people[0] ?? 0, 60, 1)
  })
  afterEach(async () => {
    await other.close()
    await opened.close()
  })

  const fund = (amountMicros: number) =>
    opened.storage.db.transaction().execute(async (tx) => {
      const about = { key: "fund", kind: "fund", currency: "EUR", projectId: project, ref: "fund", atMs: NOW } as const
      const move = { from: accountOf("external_in", project), to: accountOf("project_free", project), amountMicros }
      const posting = toPosting(about, [move])
      if (posting) await post(tx, posting)
    })
  const server = (n: number) => (n % 2 === 0 ? opened.storage : other)

  test("money for four gives four leases, whichever server is asked (LED-7)", async () => {
    await fund(4 * NEEDED)
    const got = await Promise.all(
      people.map((person, n) => server(n).hot.next({ ...asks(project, person), offer: OFFER })),
    )
    expect(got.filter((leases) => leases.length > 0)).toHaveLength(4)
    expect((await checkLedger(opened.storage)).problems).toEqual([])
  })

  test("each session is closed and paid once, by one of them", async () => {
    await fund(1_000_000_000)
    for (const [n, person] of people.entries()) {
      const [lease] = await server(n).hot.next({ ...asks(project, person), offer: OFFER })
      if (!lease) throw new Error("a lease was expected")
      const { publicId, fence } = lease
      const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 60_000 }]
      await server(n + 1).hot.heartbeat({
        publicId,
        personId: person,
        fence,
        credit: credits(60_000, slots),
        nowMs: NOW,
      })
      const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null, isPaid: () => true }
      const sent = { publicId, personId: person, fence, ...answer(`[${publicId}]`), ...rest }
      await Promise.all([server(n).hot.submit(sent), server(n + 1).hot.submit(sent)])
    }
    const open = await opened.storage.db.selectFrom("work_session").select(["id", "person_id"]).execute()
    const close = (storage: Storage) =>
      Promise.all(
        open.map(({ id, person_id }) => storage.hot.closeSession({ id, personId: person_id, nowMs: NOW + HOUR })),
      )
    const closed = (await Promise.all([close(opened.storage), close(other)])).flat().filter((one) => one !== null)
    expect(closed).toHaveLength(people.length)
    for (const person of people)
      expect(await findBalance(other.db, "worker_payable", person, "EUR")).toBe(timeMicros(FLOOR, 60))
    expect((await checkLedger(other)).problems).toEqual([])
  })

  test("what a transaction was at when its server went away is as if it had not begun", async () => {
    await fund(10 * NEEDED)
    const going = people.map((person) => other.hot.next({ ...asks(project, person), offer: OFFER }).catch(() => []))
    await opened.storage.db
      .selectFrom("project")
      .select((eb) => eb.fn.countAll().as("n"))
      .execute()
    await other.close()
    await Promise.all(going)
    const { problems } = await checkLedger(opened.storage)
    expect(problems).toEqual([])
    const terms = await opened.storage.db.selectFrom("assignment_terms").select("id").execute()
    const leased = await opened.storage.db.selectFrom("assignment").select("task_id").execute()
    expect(terms.length).toBe(leased.length)
    for (const { id } of terms)
      expect(await findBalance(opened.storage.db, "assignment_reserve", id, "EUR")).toBe(NEEDED)
    other = await openStorage(opened.at)
  })
})
