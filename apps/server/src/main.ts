import { resolve } from "node:path"
import { commandLinePerson } from "@justesse/api/services"
import { links } from "@justesse/db"
import { SAMPLE_PEOPLE } from "@justesse/fixtures"
import { JustesseError } from "@justesse/types"
import { samplePeople, seedSample } from "./demo/seed.ts"
import { watchParent } from "./operate/parent.ts"
import { type Running, start } from "./start.ts"

export { filesAt, type OpenFileSet } from "./files/sets.ts"
export { type DiskSpool, diskSpool } from "./files/spool.ts"
export { zipFiles } from "./files/zip.ts"
export { announced } from "./operate/announced.ts"
export { openStudio, type Running, start } from "./start.ts"

const DEFAULT_PORT = 4300
const DAY_MS = 86_400_000

/** One fresh link for each sample person. They work from this machine only: the demo listens on loopback. */
async function sampleLinks(running: Running): Promise<{ name: string; role: string; link: string }[]> {
  const { deps, address } = running
  const ids = await samplePeople(deps)
  const made: { name: string; role: string; link: string }[] = []
  for (const person of SAMPLE_PEOPLE) {
    const token = deps.randomToken()
    await links(deps.storage.db).withdrawAll("enter", ids[person.key])
    await links(deps.storage.db).add({
      kind: "enter",
      secretSha256: deps.sha256(token),
      personId: ids[person.key],
      madeAtMs: deps.nowMs(),
      endsAtMs: deps.nowMs() + 7 * DAY_MS,
      maxUses: 20,
    })
    made.push({ name: person.name, role: person.role, link: `${address}/enter#${token}` })
  }
  return made
}

export interface ServeOptions {
  readonly demo: boolean
  readonly dataDir: string
  /** Null: 4300, or the next free one. */
  readonly port: number | null
  readonly studioDir: string | null
  /** Null: loopback until set-up, then what was chosen there. */
  readonly host?: string | null
  readonly databaseUrl?: string | null
  readonly publicUrl?: string | null
  readonly tls?: { readonly cert: string; readonly key: string } | null
}

function log(level: "info" | "warn" | "error", what: string, detail: Record<string, unknown> = {}): void {
  if (level === "info") return
  console.error(JSON.stringify({ at: new Date().toISOString(), level, what, ...detail }))
}

async function startOnFreePort(options: ServeOptions): Promise<Running> {
  for (let port = options.port ?? DEFAULT_PORT; ; port++) {
    try {
      return await start({
        dataDir: resolve(options.dataDir),
        host: options.host ?? null,
        port,
        studioDir: options.studioDir,
        databaseUrl: options.databaseUrl ?? null,
        publicUrl: options.publicUrl ?? null,
        tls: options.tls ?? null,
        demo: options.demo,
        log,
      })
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE"
      if (!taken || options.port !== null || port > DEFAULT_PORT + 50) throw error
    }
  }
}

const KEY_FAULTS: Readonly<Record<string, string>> = {
  empty: "is empty",
  not_hex: "holds other signs than the digits 0-9 and a-f",
  length: "has not the 96 digits of a whole key",
  no_chance: "was not drawn by chance, so anybody could guess it",
}

const ERRORS: Partial<Record<JustesseError["code"], (detail: JustesseError["detail"]) => string>> = {
  storage_locked: (d) =>
    `Another Justesse (process ${d.pid}) serves this data folder. Stop it first, or name another folder with --data.`,
  storage_unsafe: () =>
    "The storage would answer before data are safe on disk (synchronous, fsync or full_page_writes is off), so nothing was started.",
  not_allowed: (d) =>
    d.why === "setup_first"
      ? "Set the studio up on this computer first (start it without --host); then others can reach it."
      : `Not allowed: ${JSON.stringify(d)}`,
  not_found: (d) =>
    d.project === undefined
      ? `There is nothing called ${String(Object.values(d)[0] ?? "that")}.`
      : `There is no project ${d.project}. Name it with --project, as its address says it.`,
  format_unknown: () =>
    "No known kind of dataset was found there: pictures, COCO, Pascal VOC, SROIE or ICDAR text files, or the native form.",
  file_unreadable: (d) => `${d.file ?? d.name ?? "The file"} cannot be read${d.why ? `: ${d.why}` : ""}.`,
  nothing_settled: (d) => `Nothing is settled in ${d.project ?? "the project"} yet, so there is nothing to take out.`,
  conflict: (d) =>
    d.why === "not_empty"
      ? "The target holds a studio already; restore into an empty folder or database."
      : `conflict ${JSON.stringify(d)}`,
  secret_unusable: (d) =>
    `The key of this studio cannot be used: ${d.file} ${KEY_FAULTS[String(d.why)] ?? `cannot be read (${d.why})`}. Put back the file from a copy of the data folder, or remove it: the next start makes a new one, and everybody has to sign in again.`,
  storage_full: () => "The disk is full: free some room and try again; what was stored before is safe.",
  storage_newer: (d) =>
    `The data were written by a newer Justesse (schema ${d.found}, this one knows ${d.known}). Update, or restore an older backup.`,
}

/** No room: the disk, the share of this user, or the largest file that they may write. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"])

/** One sentence for a failure that somebody can act on; null for a bug. */
export function sentenceFor(error: unknown): string | null {
  if (error instanceof JustesseError)
    return ERRORS[error.code]?.(error.detail) ?? `${error.code} ${JSON.stringify(error.detail)}`
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return "That port is in use. Name another one with PORT=… or --port."
  if (error instanceof Error && "code" in error && error.code === "ENOENT" && "path" in error)
    return `There is nothing at ${String(error.path)}.`
  if (error instanceof Error && "code" in error && FULL.has(String(error.code)))
    return "The disk is full: free some room and try again; what was stored before is safe."
  if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED")
    return "The database does not answer at that address. Is it running, and the address right?"
  if (error instanceof Error && "code" in error && error.code === "EACCES") return `Not allowed: ${error.message}`
  return null
}

/** Serves until a signal ends it; prints where to go. */
export async function serveFromCommandLine(options: ServeOptions): Promise<void> {
  let running: Running
  try {
    running = await startOnFreePort(options)
  } catch (error) {
    const sentence = sentenceFor(error)
    if (sentence === null) throw error
    console.error(sentence)
    process.exitCode = 2
    return
  }
  let stopping = false
  const stop = async () => {
    if (stopping) process.exit(1)
    stopping = true
    console.error("Finishing …")
    await running.stop()
    console.error("Stopped. Everything that was said to be saved is saved.")
    process.exit(0)
  }
  process.on("SIGINT", () => void stop())
  process.on("SIGTERM", () => void stop())
  watchParent(() => void stop())
  console.log(`\nJustesse is at ${running.address}\n`)
  if (options.demo) {
    await seedSample(running.deps, null)
    // A command may have come before the sample's operator was there.
    await commandLinePerson(running.deps)
    console.log("Sample persons (links for this machine, fresh at each start):")
    for (const { name, role, link } of await sampleLinks(running))
      console.log(`  ${name.padEnd(14)} ${role.padEnd(10)} ${link}`)
  } else {
    const { setupLink } = running
    if (setupLink) console.log(`Set it up, once, with this link:\n  ${setupLink}`)
  }
  console.log(`\nData: ${resolve(options.dataDir)}   Stop: Ctrl-C\n`)
}
