// Installs with the pinned pnpm through npx, only when the manifests, the lock file or Node's ABI changed.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(
    `Justesse needs Node 20.19 or newer; this is ${process.versions.node}. Install it from nodejs.org and try again.`,
  )
  process.exit(2)
}

function manifests() {
  const boxes = ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  )
  return [
    "package.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ...[...boxes, "fixtures", "tests"].map((box) => join(box, "package.json")),
  ]
}

/** SHA-256 over the named files, so that "unchanged" is a fact and not a date. */
export function hashOf(files, extra = "") {
  const hash = createHash("sha256").update(extra)
  for (const file of [...files].sort()) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(file).update("\0").update(readFileSync(path)).update("\0")
  }
  return hash.digest("hex")
}

/** `filters` empty: everything, tests included. A full install also counts as a filtered one. */
export function install(kind, filters) {
  const stamp = (name) => join(root, "node_modules", `.justesse-${name}`)
  const now = hashOf(manifests(), process.versions.modules)
  const same = (name) => existsSync(stamp(name)) && readFileSync(stamp(name), "utf8") === now
  if (same("full") || (kind === "run" && same("run"))) return false
  const pnpm = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager
  console.error(kind === "run" ? "Installing what running needs (once) …" : "Installing everything …")
  const args = [
    "-y",
    pnpm,
    "install",
    "--frozen-lockfile",
    "--prefer-offline",
    ...filters.flatMap((f) => ["--filter", f]),
  ]
  const done = spawnSync("npx", args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, npm_config_progress: "false", CI: "true" },
    shell: process.platform === "win32",
  })
  if (done.status !== 0) {
    console.error(
      "The installation did not finish. Is the network up, and the disk not full? Run the same command again: it goes on where it stopped.",
    )
    process.exit(2)
  }
  mkdirSync(join(root, "node_modules"), { recursive: true })
  writeFileSync(stamp(kind), now)
  return true
}

export const RUN_FILTERS = ["@justesse/server...", "@justesse/studio...", "@justesse/cli..."]
