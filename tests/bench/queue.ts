import { createHash, randomUUID } from "node:crypto"
import type { Storage } from "@justesse/db"
import { prepareActs } from "@justesse/db/hot/sqlite"
import type { SqliteStorage } from "@justesse/db/sqlite/storage"
import { dice } from "@justesse/db/testing/dice"
import { addPeople, addProject, asks } from "@justesse/db/testing/seed"

/** An answer with `boxes` boxes, as a client sends it. */
export function boxes(count: number, seed: number): { body: string; bodySha256: string } {
  const random = dice(seed)
  const regions = Array.from({ length: count }, () => {
    const [x, y, width, height] = [1_500, 1_000, 200, 200].map((most) => Math.round(random.next() * most * 4) / 4)
    return { id: randomUUID().slice(0, 8), label: "sign", box: { x, y, width, height } }
  })
  const body = JSON.stringify({ nothingHere: false, regions })
  return { body, bodySha256: createHash("sha256").update(body).digest("hex") }
}

const BODIES = Array.from({ length: 64 }, (_, n) => boxes(7, n))
const CHUNK = 20_000

/** A project of `tasks` tasks and its people, seeded through the hot operations. */
export async function seedQueue(storage: Storage, tasks: number, overlap: number, people: number) {
  const ids = await addPeople(storage, people)
  const project = await addProject(storage, ids[0] ?? 0, 0, overlap)
  for (let from = 1; from <= tasks; from += CHUNK) {
    const count = Math.min(CHUNK, tasks - from + 1)
    const list = Array.from({ length: count }, (_, n) => ({ id: from + n, assetId: from + n, tier: 1, overlap }))
    await storage.hot.addTasks(project, list, Date.now())
  }
  return { project, people: ids }
}

/** A storage of SQLite with its writer. */
export function onSqlite(storage: Storage): SqliteStorage {
  if (!("writer" in storage)) throw new Error("this bench is about SQLite")
  return storage as SqliteStorage // only the SQLite storage has a writer
}

export interface Timings {
  readonly next: number[]
  readonly submit: number[]
  /** Draws without their commit, which may carry a checkpoint of the write-ahead log. */
  readonly draw: number[]
}

/**
 * Pairs of next and submit, each its own transaction, timed one by one in milliseconds: the two operations as the writer
 * runs them, without the waiting for others. `synchronous=NORMAL`, as the reference does, so that the disk does not hide them.
 */
export function pairs(storage: Storage, project: number, people: readonly number[], seed: number) {
  const { db } = onSqlite(storage).writer
  db.pragma("synchronous = NORMAL")
  const { topUp, submit } = prepareActs(db, 10_000)
  const random = dice(seed)
  const timings: Timings = { next: [], submit: [], draw: [] }
  const timed = <T>(list: number[], run: () => T): T => {
    const begin = performance.now()
    const value = db.transaction(run).immediate()
    list.push(performance.now() - begin)
    return value
  }
  return {
    timings,
    run(count: number): number {
      let done = 0
      for (let n = 0; n < count; n++) {
        const person = random.pick(people) ?? 0
        const wanted = asks(project, person, { nowMs: Date.now() })
        const { leases } = timed(timings.next, () => {
          const begin = performance.now()
          const drawn = topUp(wanted)
          timings.draw.push(performance.now() - begin)
          return drawn
        })
        const lease = leases[0]
        if (!lease) continue
        const body = BODIES[n & 63]
        if (!body) continue
        const { publicId, fence } = lease
        const input = { publicId, personId: person, fence, submissionId: randomUUID(), ...body }
        const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 7, nowMs: Date.now(), next: null }
        timed(timings.submit, () => submit({ ...input, ...rest }))
        done++
      }
      return done
    },
  }
}

/** Percentiles of a list, rounded to a microsecond. */
export function percentiles(list: readonly number[], ...at: number[]): number[] {
  const sorted = Float64Array.from(list).sort()
  return at.map(
    (p) =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? 0) * 1_000) / 1_000,
  )
}

/** Clients in closed loops through `storage.hot`: each sends an answer and asks for the next task in one call. */
export async function closedLoop(
  hot: Storage["hot"],
  of: { project: number; people: readonly number[]; clients: number; seconds: number },
): Promise<{ perSecond: number; latencies: number[] }> {
  const latencies: number[] = []
  const end = performance.now() + of.seconds * 1_000
  const client = async (person: number) => {
    let [lease] = await hot.next(asks(of.project, person, { nowMs: Date.now() }))
    for (let n = 0; lease && performance.now() < end; n++) {
      const body = BODIES[n & 63] ?? boxes(7, n)
      const { publicId, fence } = lease
      const begin = performance.now()
      const answer = await hot.submit({
        ...{ publicId, personId: person, fence, submissionId: randomUUID(), ...body },
        ...{ ontologyVersion: 1, guidelineVersion: 1, regions: 7, nowMs: Date.now() },
        next: asks(of.project, person),
      })
      latencies.push(performance.now() - begin)
      lease = answer.leases[0]
    }
  }
  const begin = performance.now()
  await Promise.all(of.people.slice(0, of.clients).map(client))
  return { perSecond: (latencies.length / (performance.now() - begin)) * 1_000, latencies }
}
