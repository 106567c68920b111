import { once } from "node:events"
import { createReadStream, existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as pause } from "node:timers/promises"
import { createGunzip } from "node:zlib"
import { freePort, spawnServer } from "../../support/serverProcess.ts"
import { type Place, schemaAt } from "./rows.ts"

/** A moment of a start: so many milliseconds after it began, the backup had its name, or a first step was seen. */
export interface Moment {
  readonly after: "start" | "backup" | "first step"
  readonly ms: number
}

const backupsOf = ({ dataDir }: Place) => {
  const folder = join(dataDir, "backups")
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
}

/** Backups that starts made before they changed the schema, oldest first. */
export const migrationBackups = (place: Place): string[] =>
  backupsOf(place)
    .filter((path) => path.endsWith("-migration.jbackup"))
    .sort()

/** Names of half-written files below the data folder. */
export function halves({ dataDir }: Place): string[] {
  const all = readdirSync(dataDir, { recursive: true }).map(String)
  return all.filter((path) => /\.part(-\d+-\w+)?$|\.spool$|blobs\/incoming\/./.test(path))
}

/** The schema that a backup says it holds. */
export async function schemaIn(backup: string): Promise<number> {
  const file = createReadStream(backup)
  for await (const line of createInterface(file.pipe(createGunzip()))) {
    file.destroy()
    return Number(JSON.parse(line).schema)
  }
  return 0
}

/** What a start takes when nobody disturbs it, in milliseconds. */
export interface Course {
  readonly readyMs: number
  readonly backupMs: number
  readonly firstStepMs: number
}

interface Watched {
  readonly since: number
  readonly over: () => boolean
}

async function seen(what: Moment["after"], place: Place, oldSchema: number, { over }: Watched): Promise<void> {
  const isSo = {
    start: () => true,
    backup: () => migrationBackups(place).length > 0,
    "first step": async () => (await schemaAt(place).catch(() => 0)) > oldSchema,
  }[what]
  while (!over() && !(await isSo())) await pause(1)
}

async function begin(place: Place) {
  const { dataDir, databaseUrl } = place
  const since = performance.now()
  const child = spawnServer({
    ...{ demo: false, dataDir, port: await freePort(), env: { JUSTESSE_RUNNING: "" } },
    ...(databaseUrl ? { databaseUrl } : {}),
  })
  let out = ""
  let said = ""
  let gone = false
  const ended = once(child, "exit").then(() => {
    gone = true
  })
  child.stderr?.on("data", (chunk) => {
    said += chunk
  })
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      out += chunk
      if (out.includes("Stop: Ctrl-C")) resolve()
    })
  })
  const over = () => gone || out.includes("Stop: Ctrl-C")
  return { child, since, ended, ready, over, said: () => said }
}

/** Today's program on an old studio, undisturbed, stopped when it serves. */
export async function upgraded(place: Place, oldSchema: number): Promise<Course> {
  const start = await begin(place)
  const { since, ended, ready, child } = start
  const at = () => performance.now() - since
  const backup = seen("backup", place, oldSchema, start).then(at)
  const firstStep = seen("first step", place, oldSchema, start).then(at)
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`It ended before it served: ${start.said()}`)
    }),
  ])
  const course = { readyMs: at(), backupMs: await backup, firstStepMs: await firstStep }
  child.kill("SIGTERM")
  await ended
  return course
}

/** Today's program on an old studio, ended by SIGKILL at a moment. Says whether it served already, and the schema it left. */
export async function killedAt(place: Place, moment: Moment, oldSchema: number) {
  const start = await begin(place)
  await seen(moment.after, place, oldSchema, start)
  const restMs = moment.ms - (moment.after === "start" ? performance.now() - start.since : 0)
  if (restMs > 0) await pause(restMs)
  const served = start.over()
  start.child.kill("SIGKILL")
  await start.ended
  return {
    served,
    schema: await schemaAt(place),
    backups: migrationBackups(place).length,
    halves: halves(place).length,
  }
}

/**
 * `count` moments: two in five over the whole start, the others from the backup on and around the first step; all of them over the whole
 * start where the schema stays as it is.
 */
export function momentsOf({ readyMs, backupMs }: Course, count: number, migrates: boolean): Moment[] {
  const early = migrates ? Math.ceil(count * 0.4) : count
  const middle = Math.ceil((count - early) / 2)
  const late = count - early - middle
  const over = (n: number, ms: number) => Array.from({ length: n }, (_, i) => Math.round((ms * (i + 0.5)) / n))
  return [
    ...over(early, readyMs).map((ms) => ({ after: "start" as const, ms })),
    ...over(middle, readyMs - backupMs).map((ms) => ({ after: "backup" as const, ms })),
    ...over(late, 2 * late).map((ms) => ({ after: "first step" as const, ms: ms - 1 })),
  ]
}
