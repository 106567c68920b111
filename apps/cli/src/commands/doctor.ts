import { stat } from "node:fs/promises"
import { join } from "node:path"
import { backupsIn, diskOf, sentenceFor } from "@justesse/server"
import { Unusable } from "../arguments.ts"
import { readBeside } from "../beside.ts"
import { COMMON, type Command, done } from "../command.ts"
import { holdsStudio, type Place, placeOf } from "../place.ts"

interface Check {
  readonly check: string
  readonly ok: boolean
  readonly found: string
  readonly advice: string
}

/** A studio that is younger needs no backup yet. */
const FIRST_BACKUP_MS = 26 * 3_600_000

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  const ok = major > 20 || (major === 20 && minor >= 19)
  return { check: "Node", ok, found: process.versions.node, advice: "Install Node 20.19 or newer." }
}

async function diskCheck(dataDir: string): Promise<Check> {
  const disk = await diskOf(dataDir, Date.now)()
  const free = disk.freeBytes / disk.totalBytes
  return {
    check: "disk",
    ok: free > 0.05,
    found: `${Math.round(free * 100)} % free`,
    advice: "Free some room: below 5 % the studio may stop storing.",
  }
}

async function storageChecks(place: Place): Promise<Check[]> {
  return readBeside(place, async ({ storage }) => {
    const facts = Object.entries(await storage.facts()).map(([name, value]) => `${name} ${value}`)
    const newest = (await backupsIn(place.dataDir, storage, Date.now).list())[0]
    const made = await stat(join(place.dataDir, "secret.key")).then(
      ({ birthtimeMs, mtimeMs }) => birthtimeMs || mtimeMs,
      () => 0,
    )
    return [
      { check: "storage", ok: true, found: facts.join(", "), advice: "" },
      {
        check: "backup",
        ok: newest !== undefined || Date.now() - made < FIRST_BACKUP_MS,
        found: newest ? new Date(newest.madeAtMs).toISOString() : "none yet",
        advice: "Make one with the command backup, or switch the nightly one on.",
      },
    ]
  }).catch((error: unknown) => {
    const sentence = error instanceof Unusable ? error.message : sentenceFor(error)
    if (sentence === null) throw error
    return [{ check: "storage", ok: false, found: "cannot be read", advice: sentence }]
  })
}

export const doctor: Command = {
  usage: "doctor",
  about: "Looks at Node, the disk, the storage and a running server, and says what each failed check means.",
  page: "Admin",
  options: COMMON,
  async run(args, around) {
    const place = await placeOf(args, around)
    const { dataDir, server } = place
    const found = server ? `answers at ${server.address}` : "none runs on this folder"
    const checks: Check[] = [nodeCheck(), { check: "server", ok: true, found, advice: "" }]
    if (server || holdsStudio(place)) checks.push(await diskCheck(dataDir), ...(await storageChecks(place)))
    else
      checks.push({
        check: "studio",
        ok: false,
        found: `none in ${dataDir}`,
        advice: "Name its folder with --data DIR.",
      })
    const bad = checks.filter((check) => !check.ok)
    const lines = checks.map(
      ({ ok, check, found: what, advice }) => `${ok ? "well " : "LOOK "} ${check}: ${what}${ok ? "" : `. ${advice}`}`,
    )
    return done({ ok: bad.length === 0, checks }, lines.join("\n"), bad.length === 0 ? 0 : 1)
  },
}
