import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage, setGoldRate } from "@justesse/db"
import { prepareActs } from "@justesse/db/hot/sqlite"
import { dice } from "@justesse/db/testing/dice"
import { addGold, asks } from "@justesse/db/testing/seed"
import { seedOf } from "@justesse/work/testing/seedOf"
import { type GoldSimulation, simulateGold } from "./goldCrowd.ts"
import { onSqlite, percentiles, seedQueue } from "./queue.ts"

/**
 * Gold on trial, and what gold costs a draw: `npm run bench -- gold [RUNS]`. One JSON object a line. Simulated people of
 * mixed skill answer gold of which one in twenty is wrong; the second crowd also shares misconceptions.
 */
const [runs = 10] = process.argv.slice(2).map(Number)
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "gold", ...line }))
const share = (a: number, b: number) => Math.round((a / Math.max(1, b)) * 1_000) / 1_000

function trials(name: string, hard: number, answers: number): void {
  const begin = process.cpuUsage()
  const sums = Array.from({ length: runs }, (_, seed) =>
    simulateGold({ people: 40, gold: 400, answers, wrong: 0.05, hard }, dice(1_000 + seed)),
  )
  const sum = (of: keyof GoldSimulation) => sums.reduce((total, one) => total + one[of], 0)
  const { user, system } = process.cpuUsage(begin)
  say({
    ...{ crowd: name, runs, people: 40, gold: 400, answersEach: answers },
    ...{ wrongFoundOut: share(sum("foundOut"), sum("wrongGold")), of: sum("wrongGold") },
    ...{ wrongfulMarksReversed: share(sum("reversed"), sum("wrongfulMarks")), marks: sum("wrongfulMarks") },
    ...{ rightPutOnTrial: share(sum("rightOnTrial"), sum("rightGold")), ofRight: sum("rightGold") },
    ...{ answersNeeded: Math.round((sum("answersNeeded") / runs) * 10) / 10 },
    cpuSeconds: Math.round((user + system) / 1e4) / 100,
  })
}

/** Draws of one person after the other, in turns: without gold asked for, with none there, and with gold mixed in. */
async function draws(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "justesse-gold-"))
  const storage = await openStorage({ file: join(folder, "gold.db") })
  const { project, people } = await seedQueue(storage, 60_000, 1, 200)
  const [plain, empty] = [await seedQueue(storage, 60_000, 1, 1), await seedQueue(storage, 60_000, 1, 1)]
  await addGold(
    storage,
    project,
    Array.from({ length: 500 }, (_, n) => n + 1),
  )
  for (const person of people) await setGoldRate(storage.db, project, person, 0.2)
  const { db } = onSqlite(storage).writer
  db.pragma("synchronous = NORMAL")
  const { topUp } = prepareActs(db, 10_000)
  const gold = { seed: 5, seedOf, mixed: true, tryOut: 0 }
  const kinds = {
    "not asked for": { project: plain.project, gold: undefined },
    "none there": { project: empty.project, gold },
    "mixed in": { project, gold },
  }
  const times: Record<string, number[]> = { "not asked for": [], "none there": [], "mixed in": [], "drawn gold": [] }
  for (let n = 0; n < 4_000; n++) {
    for (const [kind, { project: of, gold: ask }] of Object.entries(kinds)) {
      const person = people[n % people.length] ?? 0
      const wanted = asks(of, person, { nowMs: Date.now() + n * 3_600_000, gold: ask })
      db.transaction(() => {
        const begin = performance.now()
        const { leases } = topUp(wanted)
        const spent = performance.now() - begin
        times[leases.at(-1)?.source === "gold" ? "drawn gold" : kind]?.push(spent)
      }).immediate()
    }
  }
  for (const [kind, list] of Object.entries(times))
    say({ draw: kind, unit: "ms", n: list.length, p50p95p99: percentiles(list, 50, 95, 99) })
  await storage.close()
  rmSync(folder, { recursive: true, force: true })
}

for (const answers of [5, 10, 20]) trials("mixed skill", 0, answers)
for (const answers of [5, 10, 20]) trials("mixed skill, one region in ten misleads", 0.1, answers)
await draws()
