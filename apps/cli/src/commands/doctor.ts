import { stat } from "node:fs/promises"
import { join } from "node:path"
import { type ChainStatus, findChainStatus } from "@justesse/db"
import { backupsIn, isTooFull, roomOn, sentenceFor } from "@justesse/server"
import { findFfmpeg } from "@justesse/server/sounds/ffmpeg"
import { Unusable } from "../arguments.ts"
import { readBeside } from "../beside.ts"
import { COMMON, type Command, done } from "../command.ts"
import { findOneStudio, holdsStudio, type StudioPath } from "../studioPath.ts"

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

/** What reads recordings on this computer. */
function soundCheck(): Check {
  const ffmpeg = findFfmpeg(process.env["JUSTESSE_FFMPEG"])
  const own =
    "WAV, MP3, FLAC, Vorbis, Opus, M4A and AAC are read by what came with this program; WMA, AMR and the like need ffmpeg"
  return { check: "sound", ok: true, found: ffmpeg ? `${ffmpeg.version} reads recordings` : own, advice: "" }
}

/** What a server that runs says of itself. */
async function serverCheck(address: string | null): Promise<Check> {
  if (address === null) return { check: "server", ok: true, found: "none runs on this folder", advice: "" }
  const answer = await fetch(`${address}/readyz`).catch(() => null)
  // Our own page of our own server.
  const ready = (answer ? await answer.json().catch(() => ({})) : {}) as { ok?: boolean; code?: string }
  const wrong = ready.ok === true ? "" : `, but is not ready (${ready.code ?? "no answer"})`
  const advice =
    ready.code === "busy"
      ? "Its database does not answer: is it running?"
      : "What is to be stored now may be refused until that is fixed."
  return { check: "server", ok: ready.ok === true, found: `answers at ${address}${wrong}`, advice }
}

/** Room on the disk of the data folder, by the rule by which a server says that it is ready. */
async function diskCheck(dataDir: string): Promise<Check> {
  const room = await roomOn(dataDir)
  return {
    check: "disk",
    ok: !isTooFull(room),
    found: `${Math.round((100 * room.freeBytes) / room.totalBytes)} % free`,
    advice: "Free some room: below 5 % or 500 MB the studio may stop storing.",
  }
}

/** Whether the database is as new as what lies beside it says; the command verify looks at every row. */
function chainCheck({ lost, heads, unreadable, unsealed }: ChainStatus): Check {
  const sentence = lost ? sentenceFor(lost) : null
  const strange = unreadable.length > 0 ? `${unreadable.join(", ")} cannot be read` : null
  const found = heads === 0 ? "nothing beside the database yet" : "ends where it should"
  return {
    check: "chain",
    ok: sentence === null && strange === null,
    found:
      sentence === null
        ? (strange ?? `${found}, ${unsealed} rows wait to be sealed`)
        : "what had been saved is missing",
    advice: sentence ?? "Somebody changed it: the command verify says whether rows were changed too.",
  }
}

async function storageChecks(studioPath: StudioPath): Promise<Check[]> {
  return readBeside(studioPath, async ({ storage }) => {
    const facts = Object.entries(await storage.facts()).map(([name, value]) => `${name} ${value}`)
    const newest = (await backupsIn(studioPath.dataDir, storage, Date.now).list())[0]
    const made = await stat(join(studioPath.dataDir, "secret.key")).then(
      ({ birthtimeMs, mtimeMs }) => birthtimeMs || mtimeMs,
      () => 0,
    )
    return [
      { check: "storage", ok: true, found: facts.join(", "), advice: "" },
      chainCheck(await findChainStatus(storage.db, studioPath.dataDir)),
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
  about: "Checks Node, the disk, the storage and a running server, and says what each failed check means.",
  page: "Operator › Health",
  options: COMMON,
  async run(args, around) {
    const studioPath = await findOneStudio(args, around)
    const { dataDir, server } = studioPath
    const checks: Check[] = [nodeCheck(), await serverCheck(server?.address ?? null)]
    if (server || holdsStudio(studioPath)) checks.push(await diskCheck(dataDir), ...(await storageChecks(studioPath)))
    else
      checks.push({
        check: "studio",
        ok: false,
        found: `none in ${dataDir}`,
        advice: "Name its folder with --data DIR.",
      })
    checks.push(soundCheck())
    const bad = checks.filter((check) => !check.ok)
    const lines = checks.map(
      ({ ok, check, found: what, advice }) => `${ok ? "well " : "LOOK "} ${check}: ${what}${ok ? "" : `. ${advice}`}`,
    )
    return done({ ok: bad.length === 0, checks }, lines.join("\n"), bad.length === 0 ? 0 : 1)
  },
}
