import { createHash, randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { openStorage } from "@justesse/db"
import { prepareActs } from "@justesse/db/hot/sqlite"
import { asks } from "@justesse/db/testing/seed"
import Database from "better-sqlite3"
import { answer } from "./httpClients.ts"
import { onSqlite } from "./queue.ts"

/** Most answers in one commit of the reference. */
const GROUP = 32

/**
 * The same statements as an answer of the studio, called directly: one thread, groups of 32 in a transaction unless told
 * otherwise, no HTTP, no sign-in, no promise. `file` is a database of the bench; a copy of it is worked on.
 */
export async function rawStatements(
  file: string,
  synchronous: "NORMAL" | "FULL",
  boxes: number,
  seconds: number,
  perCommit = GROUP,
): Promise<number> {
  const copy = `${file}.raw-${synchronous}`
  rmSync(copy, { force: true })
  const original = new Database(file, { readonly: true })
  original.prepare("vacuum into ?").run(copy)
  original.close()
  const storage = await openStorage({ file: copy })
  const people = await storage.db.selectFrom("member").select("person_id").where("is_annotator", "=", 1).execute()
  const { db } = onSqlite(storage).writer
  db.pragma(`synchronous = ${synchronous}`)
  const { topUp, submit } = prepareActs(db, 10_000)
  const bodies = Array.from({ length: 64 }, (_, n) => {
    const body = JSON.stringify(answer(boxes, n))
    return { body, bodySha256: createHash("sha256").update(body).digest("hex") }
  })
  const wanted = (person: number) => ({ ...asks(1, person), want: 2, freshIds: [randomUUID(), randomUUID()] })
  const held = new Map<number, { publicId: string; fence: number }>()
  const begin = performance.now()
  const end = begin + seconds * 1_000
  let done = 0
  for (let n = 0; performance.now() < end; ) {
    const group = () => {
      for (let k = 0; k < perCommit; k++, n++) {
        const person = people[n % people.length]?.person_id ?? 0
        const lease = held.get(person)
        const nowMs = Date.now()
        if (!lease) {
          const [first] = topUp({ ...wanted(person), personId: person, nowMs }).leases
          if (first) held.set(person, first)
          continue
        }
        const { publicId, fence } = lease
        const body = bodies[n & 63] ?? expectNever()
        const versions = { ontologyVersion: 1, guidelineVersion: 1 }
        const input = { publicId, personId: person, fence, submissionId: randomUUID(), ...body, ...versions }
        const { leases } = submit({ ...input, regions: boxes, nowMs, next: wanted(person) })
        const [next] = leases
        if (next) held.set(person, next)
        else held.delete(person)
        done++
      }
    }
    db.transaction(group).immediate()
  }
  const perSecond = Math.round((done / (performance.now() - begin)) * 1_000)
  await storage.close()
  return perSecond
}

function expectNever(): never {
  throw new Error("a list of 64 has 64 entries")
}

/** The same operations on PostgreSQL, called directly by `clients` loops at once. */
export async function rawPostgres(url: string, boxes: number, clients: number, seconds: number): Promise<number> {
  const storage = await openStorage({ url })
  const people = await storage.db.selectFrom("member").select("person_id").where("is_annotator", "=", 1).execute()
  let done = 0
  const end = performance.now() + seconds * 1_000
  const loop = async (personId: number, index: number) => {
    const wanted = () => ({ ...asks(1, personId), want: 2, freshIds: [randomUUID(), randomUUID()] })
    let [lease] = await storage.hot.next({ ...wanted(), personId, nowMs: Date.now() })
    for (let n = 0; lease && performance.now() < end; n++) {
      const body = JSON.stringify(answer(boxes, index * 1_000 + n))
      const bodySha256 = createHash("sha256").update(body).digest("hex")
      const { publicId, fence } = lease
      const key = { publicId, personId, fence, submissionId: randomUUID(), body, bodySha256 }
      const about = { ontologyVersion: 1, guidelineVersion: 1, regions: boxes, nowMs: Date.now() }
      const { leases } = await storage.hot.submit({ ...key, ...about, next: wanted() })
      lease = leases[0]
      done++
    }
  }
  const begin = performance.now()
  await Promise.all(people.slice(0, clients).map((row, index) => loop(row.person_id, index)))
  const perSecond = Math.round((done / (performance.now() - begin)) * 1_000)
  await storage.close()
  return perSecond
}
