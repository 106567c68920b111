import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage, type Storage } from "@justesse/db"
import { post, toPosting } from "@justesse/db/ledger/post"
import { checkLedger } from "@justesse/db/ledger/verify"
import { addPeople, addProject, answer, asks, credits, NOW } from "@justesse/db/testing/seed"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { PayOffer } from "@justesse/work/pay/offer"

const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 50_000, bonusMicros: 7_500 },
  ...{ floorMicrosPerHour: 12_000_000, capSeconds: 120, reviewMicros: 0 },
}
const ANSWERS = 2
const AT_ONCE = 64
const HOUR = 3_600_000

/** Does something for each of a list, some at once, as a server does it for many people. */
async function forEach<T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = [...list].reverse()
  const next = async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}

/** A session of everybody: two answers of a minute each, of which the prices make up a quarter of the floor. */
async function workAll(storage: Storage, project: number, people: readonly number[], isPaid: boolean): Promise<void> {
  const offer = isPaid ? { offer: OFFER } : {}
  await forEach(people, async (personId) => {
    const leases = await storage.hot.next({ ...asks(project, personId, { want: ANSWERS }), ...offer })
    for (const { publicId, fence } of leases) {
      const of = { publicId, personId, fence }
      const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 60_000 }]
      await storage.hot.heartbeat({ ...of, credit: credits(60_000, slots), nowMs: NOW })
      const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null }
      await storage.hot.submit({ ...of, ...answer(`[${publicId}]`), ...rest, isPaid: () => isPaid })
    }
  })
}

async function closeAll(storage: Storage, project: number): Promise<{ seconds: number; cpuSeconds: number }> {
  const open = await storage.db
    .selectFrom("work_session")
    .select(["id", "person_id"])
    .where("project_id", "=", project)
    .execute()
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  await forEach(open, ({ id, person_id }) => storage.hot.closeSession({ id, personId: person_id, nowMs: NOW + HOUR }))
  const seconds = Math.round(performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  return { seconds, cpuSeconds: Math.round((user + system) / 1_000) / 1_000 }
}

/** What it takes to close sessions through the hot path, paid and brought up to their floor, and as many that nobody is paid for. */
export async function closeSessions(sessions: number) {
  const folder = mkdtempSync(join(tmpdir(), "justesse-sessions-"))
  const storage = await openStorage({ file: join(folder, "justesse.db") })
  const people = await addPeople(storage, sessions)
  const [paid = 0, unpaid = 0] = [
    await addProject(storage, people[0] ?? 0, sessions * ANSWERS, 1),
    await addProject(storage, people[0] ?? 0, sessions * ANSWERS, 1),
  ]
  await storage.db.transaction().execute(async (tx) => {
    const about = { key: "fund", kind: "fund", currency: "EUR", projectId: paid, ref: "fund", atMs: NOW } as const
    const fund = { from: accountOf("external_in", paid), to: accountOf("project_free", paid), amountMicros: 1e14 }
    const posting = toPosting(about, [fund])
    if (posting) await post(tx, posting)
  })
  await workAll(storage, unpaid, people, false)
  await workAll(storage, paid, people, true)
  const nobodyPaid = await closeAll(storage, unpaid)
  const everybodyPaid = await closeAll(storage, paid)
  const { problems, transactions } = await checkLedger(storage)
  const payable = await storage.db
    .selectFrom("ledger_account")
    .select(({ fn }) => fn.sum<number>("balance_micros").as("sum"))
    .where("kind", "=", "worker_payable")
    .executeTakeFirst()
  await storage.close()
  rmSync(folder, { recursive: true, force: true })
  const floorMicros = (sessions * ANSWERS * 60 * OFFER.floorMicrosPerHour) / 3_600
  return {
    sessions,
    unpaid: nobodyPaid,
    paid: everybodyPaid,
    transactions,
    problems,
    isAtFloor: payable?.sum === floorMicros,
  }
}
