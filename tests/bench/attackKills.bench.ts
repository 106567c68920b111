// needs: server, studio
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { startPostgres } from "../engines/postgres.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, serveFolder } from "../support/serverProcess.ts"
import { openProject, setUp } from "../support/studio.ts"

/**
 * A real studio killed (SIGKILL) at many moments of an act on 710 pictures and of a backup, on both engines: `npm run bench --
 * attackKills [MOMENTS] [sqlite|postgres]`. After each start the act is finished or was never begun, what happened is shown and can
 * be taken back; no half-written file of a backup or picture is left. Exit 1 otherwise.
 */
const words = process.argv.slice(2)
const moments = words.map(Number).find((one) => one > 0) ?? 20
const PICTURES = 710
const PROJECT = "kills"
const ALL = { filter: { search: "", states: [], labels: [] } }
let short = false

type Acts = { acts: { undo: number; state: string; takesBack: boolean; undoable: boolean }[] }
const post = <T>(client: Client, path: string, input: object) => client.act<T>(path, { project: PROJECT, ...input })

/** How many pictures are excluded now. */
async function excludedNow(client: Client): Promise<number> {
  const selection = { filter: { search: "", states: ["excluded"], labels: [] } }
  return (await client.ask<{ pictures: number }>("asset.weigh", { project: PROJECT, selection })).pictures
}

/** What is told of acts once none waits or runs. */
async function finalActs(client: Client): Promise<Acts["acts"]> {
  for (;;) {
    const { acts } = await client.ask<Acts>("asset.longActs", { project: PROJECT })
    if (acts.every((act) => act.state !== "queued" && act.state !== "running")) return acts
    await pause(50)
  }
}

/** The head of the chain is written twice a second while a studio runs: what was half written a minute before a start is removed. */
const WRITTEN_MS = 60_000

/** Names of half-written files below a data folder of a studio that was started at this time. */
function halves(dataDir: string, startedAtMs: number): string[] {
  const all = readdirSync(dataDir, { recursive: true }).map(String)
  const half = all.filter((path) => /\.part(-\d+-\w+)?$|\.spool$|blobs\/incoming\/./.test(path))
  const madeAtMs = (path: string) => statSync(join(dataDir, path), { throwIfNoEntry: false })?.mtimeMs ?? startedAtMs
  return half.filter((path) => !/^chain-\d+\.head\./.test(path) || startedAtMs - madeAtMs(path) > WRITTEN_MS)
}

async function attack(engine: "sqlite" | "postgres"): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "justesse-bench-"))
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const options = { demo: false, dataDir, ...(postgres ? { databaseUrl: postgres.url } : {}) }
  let server: Server = await serveFolder(options)
  const owner = await setUp(server)
  const { port } = server
  // Plain colours become the same JPEG now and then; what stands behind the picture's end tells them apart.
  const numbered = async (i: number) => Buffer.concat([await jpeg(i), Buffer.from(String(i))])
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, i) => numbered(i)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures })
  let startedAtMs = 0
  const restart = async () => {
    startedAtMs = Date.now()
    server = await serveFolder({ ...options, port })
  }
  const exclude = () => post<{ undo: number }>(owner, "asset.act", { selection: ALL, act: { act: "exclude" } })

  const began = performance.now()
  const { undo } = await exclude()
  const lastsMs = performance.now() - began
  await post(owner, "asset.undo", { undo })

  const all = (await owner.ask<{ pictures: number }>("asset.weigh", { project: PROJECT, selection: ALL })).pictures
  const figures = { finished: 0, neverBegun: 0, half: 0, notShown: 0, notTakenBack: 0, answered: 0, leftFiles: 0 }
  for (let i = 0; i < moments; i++) {
    let answered: { undo: number } | null = null
    const sent = exclude().then(
      (answer) => {
        answered = answer
      },
      () => undefined,
    )
    await pause((lastsMs * (i + 0.5)) / moments)
    await server.kill()
    await sent
    await restart()
    const acts = await finalActs(owner)
    const excluded = await excludedNow(owner)
    if (answered) figures.answered++
    if (excluded === 0) figures.neverBegun++
    else if (excluded === all) figures.finished++
    else figures.half++
    const shown = acts.find((act) => act.undoable && !act.takesBack)
    if (excluded > 0 && !answered && !shown) figures.notShown++
    figures.leftFiles += halves(dataDir, startedAtMs).length
    if (excluded > 0) {
      const act = answered ?? shown
      if (act) await post(owner, "asset.undo", { undo: (act as { undo: number }).undo }).catch(() => undefined)
      await finalActs(owner)
      if ((await excludedNow(owner)) !== 0) {
        figures.notTakenBack++
        await post(owner, "asset.act", { selection: ALL, act: { act: "include" } })
      }
    }
  }
  short ||= figures.half + figures.notShown + figures.notTakenBack + figures.leftFiles > 0
  say({ engine, what: `exclude of ${all}`, kills: moments, lastsMs: Math.round(lastsMs), ...figures })

  const backups = { killed: 0, whileWriting: 0, leftFiles: 0, doneAfterRestart: 0 }
  for (let i = 0; i < 5; i++) {
    await owner.act("admin.backupNow", {})
    const folder = join(dataDir, "backups")
    const isWriting = () => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".part"))
    for (let tries = 0; tries < 2_000 && !isWriting(); tries++) await pause(2)
    await pause(i * 15)
    if (isWriting()) backups.whileWriting++
    await server.kill()
    backups.killed++
    await restart()
    for (;;) {
      const { jobs } = await owner.ask<{ jobs: { kind: string; state: string }[] }>("admin.health", {})
      const [last] = jobs.filter((job) => job.kind === "backup")
      if (last && last.state !== "queued" && last.state !== "running") {
        if (last.state === "done") backups.doneAfterRestart++
        break
      }
      await pause(100)
    }
    backups.leftFiles += halves(dataDir, startedAtMs).length
  }
  short ||= backups.leftFiles > 0 || backups.doneAfterRestart < backups.killed
  const bytes = readdirSync(join(dataDir, "backups")).map((name) => statSync(join(dataDir, "backups", name)).size)
  say({ engine, what: "backup", ...backups, largestBytes: Math.max(...bytes) })
  await server.stop()
  postgres?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

function say(line: Record<string, unknown>): void {
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100
  console.log(JSON.stringify({ bench: "attackKills", ...line, load }))
}

for (const engine of ["sqlite", "postgres"] as const)
  if (words.includes(engine) || !words.some((word) => word === "sqlite" || word === "postgres")) await attack(engine)
process.exitCode = short ? 1 : 0
