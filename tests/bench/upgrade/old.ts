import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Bundles, bundlesIn, ROOT } from "../../support/places.ts"
import type { Defaults } from "../../support/studio.ts"

const named = process.argv.slice(2).find((word) => /^[0-9a-f]{7,40}$/.test(word) && /[a-f]/.test(word))

/** The commit whose studio is upgraded: studios of it are what people have. */
export const OLD_COMMIT = named ?? "2c903bc6"

const BUILD = `const { install, RUN_FILTERS } = await import("./scripts/install.mjs")
install("run", RUN_FILTERS)
const { build } = await import("./scripts/build.mjs")
for (const name of ["studio", "server", "cli"]) build(name)`

function run(command: string, args: readonly string[], options: { cwd: string; input?: Buffer }): Buffer {
  const done = spawnSync(command, args, { ...options, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "inherit"] })
  if (done.status !== 0) throw new Error(`${command} ${args[0]} ended with ${done.status}`)
  return done.stdout
}

const folder = join(tmpdir(), `justesse-upgrade-${OLD_COMMIT}`)

interface OldTypes {
  readonly DEFAULT_PREFERENCES: Defaults["preferences"]
  readonly DEFAULT_SETTINGS: Defaults["settings"]
  readonly ProjectKind: { readonly options: readonly string[] }
}

/** What people and projects of the old program begin with, and the kinds of task that it has. */
export async function oldDefaults(): Promise<Defaults & { readonly kinds: readonly string[] }> {
  const types: OldTypes = await import(pathToFileURL(join(folder, "packages/types/src/index.ts")).href)
  const { DEFAULT_PREFERENCES: preferences, DEFAULT_SETTINGS: settings, ProjectKind } = types
  return { preferences, settings, kinds: ProjectKind.options }
}

/** The program of {@link OLD_COMMIT}, installed and built in a temporary folder that later runs find again. */
export function oldProgram(): Bundles {
  const bundles = bundlesIn(folder)
  if (Object.values(bundles).every((path) => existsSync(path))) return bundles
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const archive = run("git", ["archive", OLD_COMMIT], { cwd: ROOT })
  run("tar", ["-x"], { cwd: folder, input: archive })
  run(process.execPath, ["--input-type=module", "-e", BUILD], { cwd: folder })
  return bundles
}
