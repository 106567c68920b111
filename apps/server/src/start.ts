import { createHash, randomBytes, randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { createSecureContext } from "node:tls"
import { createAuth, createSessions, type Deps } from "@justesse/api/core"
import { commandLinePerson, setupLink } from "@justesse/api/services"
import { diskBlobs, findPersonByAuthUser, linkedBlobs, recordTokenUse } from "@justesse/db"
import { JustesseError, type Reach } from "@justesse/types"
import { VERSION } from "@justesse/types/version"
import type { FastifyInstance } from "fastify"
import { backgroundPool } from "./background/pool.ts"
import { computePool } from "./compute/pool.ts"
import { outboxFolder, uploadFolder } from "./files/folders.ts"
import { openSecrets } from "./files/secrets.ts"
import { zipFiles } from "./files/zip/index.ts"
import { createApp } from "./http/app.ts"
import { modelCaller } from "./modelServers/call.ts"
import { addressesFor } from "./operate/addresses.ts"
import { announce } from "./operate/announced.ts"
import { backupsIn } from "./operate/backups.ts"
import { diskOf, roomOn } from "./operate/disk.ts"
import { collectLeftovers } from "./operate/leftovers.ts"
import { openNetworkListeners } from "./operate/listeners.ts"
import { openLocalListener } from "./operate/localListener.ts"
import { loop } from "./operate/loops.ts"
import { ownerToken } from "./operate/ownerToken.ts"
import { readiness, readinessLog } from "./operate/readiness.ts"
import { openRows, openRowsToServe, type RowsOptions } from "./operate/rows.ts"
import { startSealing } from "./operate/sealing.ts"
import { openSettings } from "./operate/settings.ts"
import { STOPPING_MS, stopWithin } from "./operate/stopping.ts"
import { NO_WORK, startWork } from "./operate/work.ts"
import { picturePool } from "./pictures/pool.ts"
import { readingPool } from "./reading/pool.ts"
import { findFfmpeg } from "./sounds/ffmpeg.ts"
import { soundPool } from "./sounds/pool.ts"
import { videoFiles } from "./videos/files.ts"

interface StartOptions {
  readonly dataDir: string
  /** Where to listen; null: this computer, and the network once the operator says so. */
  readonly host: string | null
  /** 0 takes any free port. */
  readonly port: number
  readonly studioDir: string | null
  /** PostgreSQL; null keeps everything in one SQLite file of the data folder. */
  readonly databaseUrl: string | null
  readonly publicUrl: string | null
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly demo: boolean
  /** A studio whose database is older than what had been said to be saved is opened for reading alone, instead of not at all. */
  readonly serves?: boolean
  log(level: "info" | "warn" | "error", what: string, detail?: Record<string, unknown>): void
}

/** A studio that serves. */
export interface Running {
  readonly deps: Deps
  readonly port: number
  readonly address: string
  /** The set-up link while no operator exists. */
  readonly setupLink: string | null
  /** Says that and why nothing can be stored; see {@link Opened}. */
  readonly rewound: JustesseError | null
  /** Set by whoever printed links of sample persons: called when one of them was used. */
  onLinkUsed: () => void
  stop(): Promise<void>
}

/** The services without HTTP: what the command line opens when no server runs. */
interface Opened {
  readonly deps: Deps
  readonly uploads: ReturnType<typeof uploadFolder>
  readonly pictures: ReturnType<typeof picturePool>
  readonly owner: ReturnType<typeof ownerToken>
  /** Set by whoever serves: jobs and settling begin when woken. */
  onWake: (what: "jobs" | "settle" | "links") => void
  /** Set by whoever serves: called when the operator changes who can reach the studio. */
  onReach: (reach: Reach) => void
  /** Says that and why the studio can be read alone: its database is older than what had been said to be saved. */
  readonly rewound: JustesseError | null
  /** Whether what was stored has not been sealed for long. */
  isSealLate(): boolean
  /** Ends what threads have in hand; whoever starts next begins it anew. */
  endThreads(): Promise<unknown>
  close(): Promise<void>
}

/**
 * Opens storage (with a backup before any migration), blobs, sign-in and workers of a data folder.
 *
 * @throws JustesseError storage_locked | storage_unsafe | storage_newer | storage_rewound
 */
export async function openStudio(options: StartOptions, address: string, port: number): Promise<Opened> {
  const { dataDir } = options
  const secrets = await openSecrets(dataDir)
  const nowMs = () => Date.now()
  const rows = { dataDir, databaseUrl: options.databaseUrl, nowMs }
  const { storage, rewound } = options.serves ? await openRowsToServe(rows) : await openOnly(rows)
  const sealing = rewound ? null : startSealing(storage.chain, { headsIn: dataDir, nowMs, log: options.log })
  const settings = await openSettings(storage, address, options.publicUrl)
  const backups = backupsIn(dataDir, storage, nowMs)
  const pictures = picturePool({
    pictures: new URL("./pictureWorker.js", import.meta.url),
    documents: new URL("./documentWorker.js", import.meta.url),
    scratch: join(dataDir, "uploads", ".pictures"),
  })
  const sounds = soundPool({
    sounds: new URL("./soundWorker.js", import.meta.url),
    scratch: join(dataDir, "uploads", ".sounds"),
    ffmpeg: () => findFfmpeg(process.env["JUSTESSE_FFMPEG"]),
  })
  const videos = videoFiles({
    scratch: join(dataDir, "uploads", ".videos"),
    ffmpeg: () => findFfmpeg(process.env["JUSTESSE_FFMPEG"]),
  })
  const reader = readingPool(new URL("./readingWorker.js", import.meta.url))
  const compute = computePool(new URL("./computeWorker.js", import.meta.url))
  const background = backgroundPool(new URL("./backgroundWorker.js", import.meta.url), {
    dataDir,
    databaseUrl: options.databaseUrl,
  })
  const uploads = uploadFolder(join(dataDir, "uploads"), pictures)
  const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex")
  const randomToken = () => randomBytes(32).toString("base64url")
  const owner = ownerToken({ storage, nowMs, sha256, randomToken, hmac: secrets.hmac })
  const sessions = createSessions({
    auth: () => auth,
    nowMs,
    sha256,
    personOf: async (userId) => {
      const person = await findPersonByAuthUser(storage.db, userId)
      return person?.active ? { id: person.id, name: person.name, operator: person.operator } : null
    },
    tokenOf: async (hash) => (await owner.who(hash)) ?? (await recordTokenUse(storage.db, hash, nowMs())) ?? null,
  })
  const auth = createAuth(
    storage.db,
    storage.engine,
    {
      baseURL: settings.get().address,
      secret: secrets.authSecret,
      trustedOrigins: [],
      onSessionGone: (token) => sessions.forgetToken(token),
      onUserChanged: (userId) => sessions.forgetUser(userId),
    },
    availableParallelism(),
    nowMs,
  )
  const opened: Pick<Opened, "onWake" | "onReach"> = { onWake: () => {}, onReach: () => {} }
  const deps: Deps = {
    storage,
    blobs: linkedBlobs(diskBlobs(join(dataDir, "blobs")), storage.db),
    pictures,
    sounds,
    videos,
    tiler: pictures,
    modelServers: modelCaller(() => settings.get().modelHosts),
    reader,
    compute,
    background,
    uploads,
    outbox: outboxFolder(join(dataDir, "exports")),
    zip: zipFiles,
    auth,
    sessions,
    settings: {
      get: settings.get,
      set: async (change) => {
        await settings.set(change)
        if (change.reach) opened.onReach(change.reach)
      },
    },
    secret: secrets.secret,
    hmac: secrets.hmac,
    nowMs,
    uuid: randomUUID,
    sha256,
    randomToken,
    log: options.log,
    wake: (what) => opened.onWake(what),
    host: {
      version: VERSION,
      startedAtMs: nowMs(),
      demo: options.demo,
      dataDir,
      databaseUrl: options.databaseUrl,
      addresses: () => addressesFor(port, options.tls !== null),
      disk: diskOf(dataDir, nowMs),
      backup: backups.make,
      backups: backups.list,
      checkBackup: backups.check,
      seedSample: async (ownerId, language) => {
        const { seedSample } = await import("./demo/seed.ts")
        // Whoever sets up goes on as soon as there is something to try; the rest follows.
        await new Promise<void>((onUsable, fail) => {
          seedSample(deps, ownerId, language, onUsable).catch((error: unknown) => {
            options.log("warn", "the sample is not whole", { error: String(error) })
            fail(error)
          })
        })
      },
    },
  }
  const endThreads = () => Promise.all([compute.close(), background.close()])
  const close = async () => {
    await Promise.all([pictures.close(), sounds.close(), videos.close(), reader.close(), endThreads()])
    await sealing?.stop()
    await storage.close()
  }
  const isSealLate = () => sealing?.isLate() === true
  return Object.assign(opened, { deps, uploads, pictures, owner, rewound, isSealLate, endThreads, close })
}

const openOnly = async (rows: RowsOptions) => ({ storage: await openRows(rows), rewound: null })

function isLoopback(host: string | null): boolean {
  return host === null || host === "localhost" || host === "::1" || host.startsWith("127.")
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  await app.listen({ host, port })
  const address = app.server.address()
  return typeof address === "object" && address ? address.port : port
}

/** A port that is free now, when any will do. */
async function freePort(): Promise<number> {
  const { createServer } = await import("node:net")
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0))
    })
  })
}

/** Certificate and key as they lie on the disk. Throws what says that a file is missing or the two do not fit. */
async function tlsOf({ tls }: StartOptions): Promise<{ cert: Buffer; key: Buffer } | null> {
  if (tls === null) return null
  const pair = { cert: await readFile(tls.cert), key: await readFile(tls.key) }
  createSecureContext(pair)
  return pair
}

/** Serves a data folder until `stop`: pages, calls, files, jobs, settling, expiry of leases, nightly backups. */
export async function start(options: StartOptions): Promise<Running> {
  const port = options.port === 0 ? await freePort() : options.port
  const own = addressesFor(port, options.tls !== null)
  const address = options.publicUrl ?? (isLoopback(options.host) ? own.computer : (own.network[0] ?? own.computer))
  // Before anything is opened: a file that is missing or no certificate leaves nothing behind.
  const tls = await tlsOf(options)
  const studio = await openStudio({ ...options, serves: true }, address, port)
  const { deps } = studio
  const report = (what: string, detail: Record<string, unknown>) => options.log("error", what, detail)
  const { nowMs } = deps
  const ready = readiness({
    wrong: () => studio.rewound?.code ?? (studio.isSealLate() ? "seals_late" : null),
    write: () => deps.settings.set({}),
    room: () => roomOn(options.dataDir),
    nowMs,
  })
  const logReadiness = readinessLog(ready, nowMs, options.log)
  const readyLoop = loop("readiness", 15_000, async () => logReadiness().then(() => false), report)
  const half = await collectLeftovers(options.dataDir)
  if (half > 0) options.log("warn", "half-written files of a program that was ended are removed", { files: half })
  const work = studio.rewound ? NO_WORK : startWork(deps, studio.uploads, report)
  const running: Pick<Running, "onLinkUsed"> = { onLinkUsed: () => {} }
  studio.onWake = (what) => {
    if (what === "links") running.onLinkUsed()
    else work.wake(what)
  }
  const app = await createApp({
    deps,
    uploads: studio.uploads,
    studioDir: options.studioDir,
    tls,
    ready,
    room: () => roomOn(options.dataDir),
    // Behind a public address stands a proxy of this machine or its private network, unless this process ends TLS itself.
    trustProxy: options.publicUrl !== null && tls === null ? "loopback, linklocal, uniquelocal" : false,
    names: [options.publicUrl ?? "", options.host ?? ""].filter((name) => name !== ""),
    access: process.env["JUSTESSE_ACCESS_LOG"] === "1" ? (line) => console.log(line) : null,
  })
  const listeners = openNetworkListeners(app, port, report)
  studio.onReach = (reach) => void (options.host === null && listeners.follow(reach))
  let retire = async () => {}
  const stop = async () => {
    await stopWithin(STOPPING_MS, studio.endThreads, async () => {
      await retire()
      listeners.close()
      await app.close()
      await Promise.all([readyLoop.stop(), work.stop()])
    })
    await studio.close()
  }
  try {
    // Another address only after set-up: until then whoever came first could make themselves the operator.
    if (!isLoopback(options.host) && !deps.settings.get().setupDone)
      throw new JustesseError("not_allowed", { why: "setup_first" })
    await listen(app, options.host ?? "127.0.0.1", port)
    if (options.host === null) await listeners.follow(deps.settings.get().reach)
  } catch (error) {
    await stop()
    throw error
  }
  work.wake("jobs")
  work.wake("settle")
  // Projects that commands once made for nobody become the operator's.
  if (!studio.rewound) {
    await commandLinePerson(deps)
    await studio.owner.endStored()
  }
  const listener = tls === null ? { address: own.computer, close: () => {} } : await openLocalListener(app)
  const undo = [
    await studio.owner.write(options.dataDir, listener.address),
    await announce({ dataDir: options.dataDir, address: listener.address, sinceMs: deps.nowMs() }),
    async () => listener.close(),
  ]
  retire = async () => void (await Promise.all(undo.map((step) => step())))
  if (studio.rewound) options.log("error", "storage_rewound", { ...studio.rewound.detail })
  const link = studio.rewound ? null : await setupLink(deps)
  return Object.assign(running, { deps, port, address, setupLink: link, rewound: studio.rewound, stop })
}
