import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { commandLinePerson } from "@justesse/api/services"
import { replaceUsedLink } from "@justesse/db"
import { SAMPLE_PEOPLE } from "@justesse/fixtures"
import { machineLanguage } from "./demo/machineLanguage.ts"
import { samplePeople } from "./demo/parts.ts"
import { seedSample } from "./demo/seed.ts"
import { collectSooner } from "./operate/garbage.ts"
import { watchParent } from "./operate/parent.ts"
import { sentenceFor } from "./operate/sentences.ts"
import { type Running, start } from "./start.ts"

export { filesAt, type OpenFileSet } from "./files/sets.ts"
export { type DiskSpool, diskSpool } from "./files/spool.ts"
export { zipFiles } from "./files/zip/index.ts"
export { announced } from "./operate/announced.ts"
export { backupsIn } from "./operate/backups.ts"
export { isTooFull, roomOn } from "./operate/disk.ts"
export { sentenceFor } from "./operate/sentences.ts"
export { openStudio, start } from "./start.ts"

const DEFAULT_PORT = 4300
const DAY_MS = 86_400_000

/**
 * A fresh link for each sample person who has none that opens. It works once and from this machine only: the demo listens on
 * loopback. Links of an earlier start are over.
 */
async function sampleLinks(running: Running, sinceMs: number): Promise<string[]> {
  const { deps, address } = running
  const ids = await samplePeople(deps, machineLanguage(process.env))
  const lines: string[] = []
  for (const { key, name, role } of SAMPLE_PEOPLE) {
    const nowMs = deps.nowMs()
    const secret = deps.randomToken()
    const link = {
      secretSha256: deps.sha256(secret),
      personId: ids[key],
      madeAtMs: nowMs,
      endsAtMs: nowMs + 7 * DAY_MS,
    }
    if (await replaceUsedLink(deps.storage.db, "enter", link, sinceMs))
      lines.push(`  ${name.padEnd(14)} ${role.padEnd(10)} ${address}/enter#${secret}`)
  }
  return lines
}

/** Prints the links of the sample persons, and a new one in the place of each that was used. */
async function offerSample(running: Running): Promise<void> {
  const sinceMs = running.deps.nowMs()
  console.log("Sample persons (links for this machine, each opens once; a new one is printed when it was used):")
  for (const line of await sampleLinks(running, sinceMs)) console.log(line)
  let queue = Promise.resolve()
  running.onLinkUsed = () => {
    queue = queue
      .then(async () => {
        for (const line of await sampleLinks(running, sinceMs)) console.log(line)
      })
      .catch((error: unknown) => log("warn", "no new link of a sample person", { error: String(error) }))
  }
}

interface ServeOptions {
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

/** {@link serve} for `npm start`: one that cannot start says why in one sentence, and ends with 2. */
export async function serveFromCommandLine(options: ServeOptions): Promise<void> {
  try {
    await serve(options)
  } catch (error) {
    const sentence = sentenceFor(error)
    if (sentence === null) throw error
    console.error(sentence)
    process.exitCode = 2
  }
}

/** Serves until a signal ends it; prints where to go. Returns once it serves, and throws when it cannot. */
export async function serve(options: ServeOptions): Promise<void> {
  const dataDir = resolve(options.dataDir)
  collectSooner()
  const isNew = !existsSync(join(dataDir, "secret.key")) && !existsSync(join(dataDir, "justesse.db"))
  const running = await startOnFreePort(options)
  let stopping = false
  const stop = async () => {
    if (stopping) process.exit(1)
    stopping = true
    console.error("Finishing …")
    // A disk that is full cannot take the last tidying up; what was said to be saved is on it already.
    await running.stop().catch((error: unknown) => console.error(sentenceFor(error) ?? String(error)))
    console.error("Stopped. Everything that was said to be saved is saved.")
    process.exit(0)
  }
  process.on("SIGINT", () => void stop())
  process.on("SIGTERM", () => void stop())
  watchParent(() => void stop())
  console.log(`\nJustesse is at ${running.address}\n`)
  if (running.rewound) console.error(`Nothing can be stored. ${sentenceFor(running.rewound)}`)
  const tellWhere = () =>
    console.log(`\nData: ${dataDir}${isNew ? " (new: there was no studio)" : ""}   Stop: Ctrl-C\n`)
  if (options.demo && !running.rewound) {
    const offer = async () => {
      // A command may have come before the sample's operator was there.
      await commandLinePerson(running.deps)
      await offerSample(running)
      tellWhere()
    }
    const isMade = await seedSample(running.deps, null, machineLanguage(process.env), offer).catch((error: unknown) => {
      // Whoever stops it meanwhile finds the rest made at the next start.
      if (!stopping) throw error
      return false
    })
    if (isMade) console.log("The sample is whole: a project of each kind of task is there.\n")
  } else {
    const { setupLink } = running
    if (setupLink) console.log(`Set it up, once, with this link:\n  ${setupLink}`)
    tellWhere()
  }
}
