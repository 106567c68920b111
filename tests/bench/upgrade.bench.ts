// needs: server, cli, studio, chromium
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { startPostgres } from "../engines/postgres.ts"
import { PROJECT } from "../support/crowd.ts"
import { BUNDLES } from "../support/places.ts"
import { type Copies, copiesIn } from "./upgrade/copies.ts"
import { halves, killedAt, migrationBackups, momentsOf, schemaIn, upgraded } from "./upgrade/kills.ts"
import { servedFaults, type Taken } from "./upgrade/kinds.ts"
import { OLD_COMMIT, oldDefaults, oldProgram } from "./upgrade/old.ts"
import { changedFiles, command, exported, type Files, lostFiles, natively, serve } from "./upgrade/programs.ts"
import { changedRows, type Place, type Rows, readRows, schemaAt } from "./upgrade/rows.ts"
import { seed } from "./upgrade/seed.ts"
import { openTabs } from "./upgrade/tabs.ts"

/**
 * A studio of an earlier program becomes one of today's: `npm run bench -- upgrade [MOMENTS] [sqlite|postgres] [PICTURES]
 * [COMMIT]`; `2c903bc6`, before regions had shapes, when none is named, `e9c900ce` before the chain and entries of time, `f867366` before the first
 * change of the schema.
 * Killed (SIGKILL) at so many moments of its first start and started again, it has every row as before, exports the same and
 * verifies clean; backups of before restore into today's program, and the one made before the migration into the old one; tabs
 * of the old program that stood open all the while lose nothing. Exit 1 otherwise.
 */
const words = process.argv.slice(2)
const [moments = 20, pictures = 1_000] = words.map(Number).filter((one) => one > 0)
const old = oldProgram()
let short = false

function say(line: Record<string, unknown>): void {
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100
  console.log(JSON.stringify({ bench: "upgrade", ...line, load }))
}

/** What is to be found again after an upgrade. */
interface Before {
  readonly rows: Rows
  readonly schema: number
  /** Today's schema is another. */
  readonly migrates: boolean
  /** Projects that have a version. */
  readonly taken: readonly Taken[]
  /** By the old program. */
  readonly files: Files
}

const CLEAN = /^Everything that could be checked is as it was stored\.$/m

/** What differs in an upgraded studio that is stopped; the frozen version is taken out by today's program. */
async function faultsOf(place: Place, before: Before, files: Files): Promise<string[]> {
  const verified = await command(BUNDLES, place, "verify").catch(String)
  const after = await exported(BUNDLES, place, natively(before.taken))
  return [
    ...changedRows(before.rows, await readRows(place, before.rows)).map((what) => `rows: ${what}`),
    ...changedFiles(files, after).map((name) => `export: ${name}`),
    ...(CLEAN.test(verified) ? [] : [`verify: ${verified.slice(0, 300)}`]),
    ...halves(place).map((name) => `half-written: ${name}`),
  ]
}

async function restored(bundles: typeof BUNDLES, backup: string, copies: Copies, name: string): Promise<Place> {
  const place = await copies.empty(name)
  await command(bundles, place, "restore", backup)
  return place
}

async function killed(engine: string, place: Place, before: Before, files: Files, copies: Copies): Promise<void> {
  const undisturbed = await copies.of(place, "undisturbed")
  const course = await upgraded(undisturbed, before.schema)
  await copies.remove(undisturbed)
  const bySchema: Record<string, number> = {}
  const faults: string[] = []
  let served = 0
  let withHalves = 0
  for (const [i, moment] of momentsOf(course, moments, before.migrates).entries()) {
    const copy = await copies.of(place, `kill${i}`)
    const left = await killedAt(copy, moment, before.schema)
    bySchema[left.schema] = (bySchema[left.schema] ?? 0) + 1
    if (left.served) served++
    if (left.halves > 0) withHalves++
    const server = await serve(BUNDLES, copy)
    await server.stop()
    const found = await faultsOf(copy, before, files)
    const first = migrationBackups(copy)[0]
    if (before.migrates && (!first || (await schemaIn(first)) !== before.schema))
      found.push("no backup of before the migration")
    faults.push(...found.map((fault) => `killed ${moment.ms} ms after ${moment.after}: ${fault}`))
    await copies.remove(copy)
  }
  short ||= faults.length > 0
  const rounded = Object.fromEntries(Object.entries(course).map(([name, ms]) => [name, Math.round(ms)]))
  say({
    engine,
    what: "killed while it starts",
    kills: moments,
    ...rounded,
    schemaAfterKill: bySchema,
    served,
    withHalves,
  })
  say({ engine, what: "upgraded after a kill", faults: faults.length, wanted: 0 })
  for (const fault of faults.slice(0, 10)) console.error(fault)
}

/** Backups of before: into today's program, and the one of before the migration, or by hand where there was none, back to the old one. */
async function backups(engine: string, place: Place, before: Before, files: Files, copies: Copies): Promise<void> {
  const folder = join(place.dataDir, "backups")
  const byHand = join(folder, readdirSync(folder).find((name) => name.endsWith("-hand.jbackup")) ?? "")
  const forward = await restored(BUNDLES, byHand, copies, "forward")
  const faults = (await faultsOf(forward, { ...before, rows: new Map() }, files)).map((fault) => `old backup: ${fault}`)
  if ((await schemaAt(forward)) > before.schema !== before.migrates)
    faults.push("old backup: the schema is not today's")
  await copies.remove(forward)
  const upgradedPlace = await copies.of(place, "migrated")
  await (await serve(BUNDLES, upgradedPlace)).stop()
  const back = await restored(
    old,
    before.migrates ? (migrationBackups(upgradedPlace)[0] ?? "") : byHand,
    copies,
    "back",
  )
  const verified = await command(old, back, "verify")
  if (!CLEAN.test(verified)) faults.push(`way back: verify: ${verified.slice(0, 300)}`)
  // Exporting numbers the pictures, as it did in the studio of before.
  faults.push(
    ...changedFiles(before.files, await exported(old, back, before.taken)).map((name) => `way back: export: ${name}`),
  )
  // The backup by hand is of before the tabs were opened.
  if (before.migrates)
    faults.push(...changedRows(before.rows, await readRows(back, before.rows)).map((what) => `way back: rows: ${what}`))
  await (await serve(old, back)).stop()
  await Promise.all([copies.remove(back), copies.remove(upgradedPlace)])
  short ||= faults.length > 0
  say({
    engine,
    what: "backups of before, into today's program and back into the old one",
    faults: faults.length,
    wanted: 0,
  })
  for (const fault of faults) console.error(fault)
}

async function attack(engine: "sqlite" | "postgres"): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "justesse-bench-"))
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const copies = copiesIn(folder, postgres?.url ?? null)
  const place = await copies.empty("studio")
  const server = await serve(old, place)
  const { owner, workers, kinds } = await seed(server, pictures, await oldDefaults())
  const taken = [{ project: PROJECT, formats: ["justesse", "coco"] }, ...kinds.taken]
  const tabs = await openTabs(server)
  await server.kill()
  await tabs.goOnAlone()
  const calm = await copies.of(place, "calm")
  const files = await exported(old, calm, taken)
  const was = { rows: await readRows(calm), schema: await schemaAt(calm), taken, files }
  await copies.remove(calm)
  const answers = workers.reduce((sum, worker) => sum + worker.sent.length, 0)
  const projects = taken.map(({ project }) => project)
  const { schema, rows } = was
  say({ engine, what: `studio of ${OLD_COMMIT}`, pictures, answers, projects, schema, tables: rows.size })

  const control = await copies.of(place, "control")
  await (await serve(BUNDLES, control)).stop()
  const now = await exported(BUNDLES, control, taken)
  const lost = lostFiles(files, now)
  const serving = await serve(BUNDLES, control)
  const wrongServed = await servedFaults(serving.origin, owner, kinds)
  await serving.stop()
  const before: Before = { ...was, migrates: (await schemaAt(control)) > schema }
  await copies.remove(control)
  short ||= lost.length + wrongServed.length > 0
  say({ engine, what: "exports of the old program that today's does not hold", files: lost, wanted: 0 })
  say({
    engine,
    what: "drafts and exports of before, as they are served",
    drafts: kinds.begun.length,
    faults: wrongServed.length,
    wanted: 0,
  })
  for (const fault of wrongServed) console.error(fault)

  await killed(engine, place, before, now, copies)
  await backups(engine, place, before, now, copies)

  const again = await serve(BUNDLES, place, server.port)
  const { figures, wrong } = await tabs.afterwards(again)
  short ||= wrong.length > 0
  say({ engine, what: "old tabs: regions of each one's answers", ...figures, wrong: wrong.length, wanted: 0 })
  for (const what of wrong) console.error(what)
  await tabs.close()
  await again.stop()
  postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
}

for (const engine of ["sqlite", "postgres"] as const)
  if (words.includes(engine) || !words.some((word) => word === "sqlite" || word === "postgres")) await attack(engine)
process.exitCode = short ? 1 : 0
