import { spawn } from "node:child_process"
import { createInterface } from "node:readline"

/** How a model server of a test behaves: well, or in one of the ways in which others fail. */
export type ModelMode = "well" | "slow" | "wrong" | "other" | "error" | "moved" | "cut" | "huge" | "webhook-fails"

/** One request as the server took it. */
export interface ModelRequest {
  readonly path: string
  readonly body: Record<string, unknown> | null
}

/** A model server in a process of its own. */
export interface ModelProcess {
  readonly address: string
  /** What it was asked, in order. */
  readonly requests: readonly ModelRequest[]
  /** Bytes of the pictures that it fetched or was given. */
  readonly fetched: readonly number[]
  readonly failures: readonly string[]
  behave(mode: ModelMode): void
  /** What it calls its model from now on. */
  setVersion(version: string): void
  /** Ends it: its port is nobody's then. */
  stop(): Promise<void>
}

/** Starts a model server on a free port of this computer. */
export async function startModel(mode: ModelMode = "well"): Promise<ModelProcess> {
  const script = new URL("./modelServerProcess.mjs", import.meta.url)
  const child = spawn(process.execPath, [script.pathname, mode], { stdio: ["pipe", "pipe", "inherit"] })
  const requests: ModelRequest[] = []
  const fetched: number[] = []
  const failures: string[] = []
  const port = await new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const told: Partial<ModelRequest> & { port?: number; fetched?: number; failed?: string } = JSON.parse(line)
      if (told.port !== undefined) resolve(told.port)
      else if (told.fetched !== undefined) fetched.push(told.fetched)
      else if (told.failed !== undefined) failures.push(told.failed)
      else requests.push({ path: told.path ?? "", body: told.body ?? null })
    })
  })
  const say = (line: string) => void child.stdin.write(`${line}\n`)
  return {
    address: `http://127.0.0.1:${port}`,
    requests,
    fetched,
    failures,
    behave: say,
    setVersion: (version) => say(`version ${version}`),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once("exit", () => resolve())
        child.kill()
      }),
  }
}
