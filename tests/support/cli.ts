import { spawn } from "node:child_process"
import { pathToFileURL } from "node:url"
import { BUNDLES, type Bundles } from "./places.ts"

export interface Ran {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Runs the built command line on a data folder, as `npm run -s justesse -- …` does. */
export function justesse(dataDir: string, ...args: readonly string[]): Promise<Ran> {
  return justesseWith({}, dataDir, ...args)
}

/** {@link justesse} with more of an environment; `dataDir` is the default folder, which nobody named. */
export function justesseWith(env: NodeJS.ProcessEnv, dataDir: string, ...args: readonly string[]): Promise<Ran> {
  return justesseOf(BUNDLES, env, dataDir, ...args)
}

/** {@link justesseWith} of any checkout. */
export function justesseOf(
  bundles: Bundles,
  env: NodeJS.ProcessEnv,
  dataDir: string,
  ...args: readonly string[]
): Promise<Ran> {
  const script = `import { run } from ${JSON.stringify(pathToFileURL(bundles.cli).href)}
process.exitCode = await run(${JSON.stringify(args)}, ${JSON.stringify({ studioDir: bundles.studio, dataDir })})`
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let out = ""
  let error = ""
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk
  })
  child.stderr.on("data", (chunk: Buffer) => {
    error += chunk
  })
  return new Promise((resolve) => child.once("close", (code) => resolve({ code: code ?? -1, out, error })))
}

/** Runs a command that must succeed; answers what it printed. */
export async function justesseDone(dataDir: string, ...args: readonly string[]): Promise<string> {
  const { code, out, error } = await justesse(dataDir, ...args)
  if (code !== 0) throw new Error(`justesse ${args.join(" ")} ended with ${code}: ${out}${error}`)
  return out.trim()
}
