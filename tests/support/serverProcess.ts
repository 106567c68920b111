import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { createServer } from "node:net"
import { pathToFileURL } from "node:url"
import { BUNDLES, type Bundles } from "./places.ts"

export interface ServeOptions {
  /** With the sample projects and persons; otherwise an empty studio with its set-up link. */
  readonly demo: boolean
  readonly dataDir: string
  readonly port?: number
  readonly host?: string
  /** PostgreSQL instead of the SQLite file of the data folder. */
  readonly databaseUrl?: string
  /** Files of a certificate and its key. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Beside the environment of whoever starts it. */
  readonly env?: NodeJS.ProcessEnv
  /** A module that is loaded into the server's process before it. */
  readonly with?: URL
  /** What it prints once it is ready; absent: that it serves. */
  readonly says?: string
  /** Another program than that of this checkout. */
  readonly bundles?: Bundles
}

/** A studio in a process of its own, as people run it. */
export interface Server {
  readonly origin: string
  readonly port: number
  readonly pid: number
  readonly dataDir: string
  /** Printed links by the first name of the sample person. */
  readonly links: ReadonlyMap<string, string>
  readonly setupLink: string | null
  /** Everything it wrote to its error output. */
  said(): string
  /** What it ended with; null while it runs, and when a signal ended it. */
  exitCode(): number | null
  /** SIGTERM, and waits until it has gone. */
  stop(): Promise<void>
  /** SIGKILL: nothing is finished, nothing is closed. */
  kill(): Promise<void>
}

/** A port of this machine that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0))
    })
  })
}

/** Begins to start the built server: whoever calls this waits for it, or ends it before it serves. */
export function spawnServer(options: ServeOptions & { readonly port: number }): ChildProcess {
  const { dataDir, port, bundles = BUNDLES } = options
  if (!existsSync(bundles.server)) throw new Error("The server is not built: run the tests by `npm test`.")
  const serve = {
    demo: options.demo,
    dataDir,
    port,
    studioDir: bundles.studio,
    host: options.host ?? null,
    databaseUrl: options.databaseUrl ?? null,
    tls: options.tls ?? null,
  }
  const script = `${options.with ? `import ${JSON.stringify(options.with.href)}\n` : ""}import { serveFromCommandLine } from ${JSON.stringify(pathToFileURL(bundles.server).href)}
await serveFromCommandLine(${JSON.stringify(serve)})`
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, LC_ALL: "C", NODE_ENV: "production", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  })
}

/** Starts the built server on a folder that the caller removes, and reads what it prints, as somebody at the terminal would. */
export async function serveFolder(options: ServeOptions): Promise<Server> {
  const port = options.port ?? (await freePort())
  const { dataDir } = options
  const child = spawnServer({ ...options, port })
  const printed = await readUntilReady(child, options.says)
  const end = (signal: NodeJS.Signals) => endOf(child, signal)
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    dataDir,
    links: printed.links,
    setupLink: /\S+\/setup#\S+/.exec(printed.out)?.[0] ?? null,
    said: () => printed.error(),
    exitCode: () => child.exitCode,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  }
}

interface Printed {
  readonly out: string
  /** The latest of each sample person: a new one is printed when one was used. */
  readonly links: ReadonlyMap<string, string>
  error(): string
}

async function readUntilReady(child: ChildProcess, says = "Stop: Ctrl-C"): Promise<Printed> {
  let out = ""
  const links = new Map<string, string>()
  let error = ""
  child.stderr?.on("data", (chunk: Buffer) => {
    error += chunk
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk
      for (const [name, link] of linksIn(out)) links.set(name, link)
      if (out.includes(says)) resolve()
    })
    child.once("exit", (code) => reject(new Error(`The server ended with ${code} before it was ready: ${error}`)))
  })
  return { out, links, error: () => error }
}

function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once("exit", () => resolve())
    child.kill(signal)
  })
}

function linksIn(out: string): Map<string, string> {
  const lines = [...out.matchAll(/^ {2}(\S+) .*(http\S+\/enter#\S+)$/gm)]
  return new Map(lines.map(([, name = "", link = ""]) => [name, link]))
}
