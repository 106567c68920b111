import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage, type Storage } from "@justesse/db"
import { checkLedger } from "@justesse/db/ledger/verify"
import { listUnderFloor } from "@justesse/db/pay/underFloor"
import { dice } from "@justesse/db/testing/dice"
import { HEARTBEAT } from "@justesse/types"
import { creditTime, NO_ACTIVE_TIME } from "@justesse/work/clock/activeTime"
import { startPostgres } from "../engines/postgres.ts"
import { faultsOf, playSmallJob } from "../engines/smallJob.ts"

/**
 * R4: small paid jobs funded with the sum that Budget names, of 1 to 40 people at once, on both engines in turn: `npm run bench --
 * smallJobs [JOBS] [FIRST_SEED] [TRACES]`. Nobody is refused, nothing stops, no closed session is under its floor whenever somebody looks,
 * and all entries add up to nought; then a session under its floor is planted, and found. Of traces with pauses of 30 to 300 s the time
 * that is counted and the time that the page says was not are the truth within 5 %. One JSON object a line; exit 1 where one is short.
 */
const [jobs = 1_000, firstSeed = 1, traces = 500] = process.argv.slice(2).map(Number)
const SAID_EVERY = 100

// Nothing is killed here.
process.env["ALLOW_UNSAFE_DURABILITY"] = "1"
let broken = 0
const say = (line: Record<string, unknown>) =>
  console.log(
    JSON.stringify({ bench: "smallJobs", ...line, broken, load: Math.round((loadavg()[0] ?? 0) * 100) / 100 }),
  )
function fail(problems: readonly string[]): void {
  broken += problems.length
  for (const problem of problems.slice(0, 5)) console.error(problem)
}

const folder = mkdtempSync(join(tmpdir(), "justesse-jobs-"))
const postgres = await startPostgres()
const storages: readonly (readonly [string, Storage])[] = [
  ["sqlite", await openStorage({ file: join(folder, "justesse.db") })],
  ["postgres", await openStorage({ url: postgres.url })],
]

const began = Date.now()
let [paidMicros, fundedMicros, people] = [0, 0, 0]
for (let n = 0; n < jobs; n++) {
  const [, storage] = storages[n % storages.length] ?? []
  if (!storage) break
  const job = await playSmallJob(storage, firstSeed + n)
  fail(faultsOf(job))
  paidMicros += job.paidMicros
  fundedMicros += job.fundedMicros
  people += job.people
  if ((n + 1) % SAID_EVERY === 0) say({ what: "jobs", jobs: n + 1, firstSeed, people, paidMicros, fundedMicros })
}
say({
  what: "jobs",
  jobs,
  firstSeed,
  people,
  paidMicros,
  fundedMicros,
  seconds: Math.round((Date.now() - began) / 1_000),
})

for (const [engine, storage] of storages) {
  const whole = (await checkLedger(storage)).problems
  fail(whole.map(({ what, at }) => `${engine}: ${what} at ${at}`))
  const { project_id, person_id, session_id, task_id, at_ms } = await storage.db
    .selectFrom("time_entry")
    .selectAll()
    .where("task_id", "is not", null)
    .where("session_id", "is not", null)
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow()
  const planted = { project_id, person_id, session_id, task_id, at_ms, slot_ms: at_ms - (at_ms % 900_000) }
  await storage.db
    .insertInto("time_entry")
    .values({ ...planted, credited_ms: 3_600_000, ticks: null, ticks_sha256: null })
    .execute()
  const byLedger = (await checkLedger(storage)).problems.some(
    ({ what, at }) => what === "under_floor" && at === String(session_id),
  )
  const byLabel = (await listUnderFloor(storage.db, project_id)).some(({ sessionId }) => sessionId === session_id)
  if (!byLedger || !byLabel)
    fail([`${engine}: a planted session under its floor is found by ledger ${byLedger}, label ${byLabel}`])
  say({ what: "planted", engine, movements: (await checkLedger(storage)).transactions, byLedger, byLabel })
}

/** A trace of work with pauses of 30 to 300 s, told every 15 s; of the truth the share that is neither counted nor said. */
function unreportedShare(seed: number): number {
  const drawn = dice(seed)
  const touch = (HEARTBEAT.input | HEARTBEAT.visible).toString(16)
  const seen = HEARTBEAT.visible.toString(16)
  let letters = touch
  for (let pauses = 3 + drawn.below(8); pauses > 0; pauses--) {
    for (let n = 10 + drawn.below(60); n > 0; n--) letters += touch + seen.repeat(drawn.below(8))
    letters += seen.repeat(29 + drawn.below(270)) + touch
  }
  const activity = drawn.next() < 0.5 ? "draw" : "review"
  let [state, told] = [NO_ACTIVE_TIME, 0]
  const leasedAtMs = 1_800_000_000_000
  for (let at = 0, seq = 0; at < letters.length; at += 15, seq++) {
    const seconds = letters.slice(at, at + 15)
    const batches = [{ tab: "page", seq, monotonicMs: at * 1_000, seconds }]
    const receivedAtMs = leasedAtMs + (at + seconds.length) * 1_000
    const credit = creditTime(state, { batches, activity, leasedAtMs, receivedAtMs })
    state = credit.state
    told += credit.creditedMs / 1_000 + credit.pausedSeconds
  }
  return Math.abs(letters.length - told) / letters.length
}
const shares = Array.from({ length: traces }, (_, n) => unreportedShare(firstSeed + n))
const worst = Math.max(0, ...shares)
if (worst > 0.05) fail([`traces: ${worst} of the time is neither counted nor said`])
say({ what: "traces", traces, worst: Math.round(worst * 10_000) / 10_000 })

for (const [, storage] of storages) await storage.close()
await postgres.stop()
rmSync(folder, { recursive: true })
process.exit(broken > 0 ? 1 : 0)
