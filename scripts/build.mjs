// Builds the studio and the server's bundles when their sources changed. Stamps are hashes, never dates.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { hashOf, root } from "./install.mjs"

const IGNORED = new Set(["node_modules", "dist", "shots"])

function filesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (IGNORED.has(entry.name)) return []
    return entry.isDirectory()
      ? filesUnder(path)
      : entry.name.includes(".test.") || entry.name.endsWith(".tsbuildinfo")
        ? []
        : [path]
  })
}

const packages = ["types", "quality", "work", "formats", "editor", "db", "api"].map((name) => `packages/${name}`)

/** What each bundle is made of. */
const BUNDLES = {
  studio: { app: "apps/studio", sources: ["apps/studio", ...packages], output: "index.html" },
  server: { app: "apps/server", sources: ["apps/server", "fixtures", ...packages], output: "main.js" },
  cli: {
    app: "apps/cli",
    sources: ["apps/cli", "apps/server", "apps/studio/src/i18n/en", "fixtures", ...packages],
    output: "main.js",
  },
}

/** Builds `name` unless its sources, the lock file and the mode are as they were. */
export function build(name, mode = "production") {
  const { app, sources, output } = BUNDLES[name]
  const stamp = join(root, app, "dist", ".stamp")
  const now = hashOf([...sources.flatMap(filesUnder), "pnpm-lock.yaml", "tsconfig.base.json"], mode)
  if (existsSync(join(root, app, "dist", output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === now)
    return false
  console.error(`Building the ${name} …`)
  const vite = join(root, app, "node_modules", "vite", "bin", "vite.js")
  const done = spawnSync(process.execPath, [vite, "build", "--mode", mode, "--logLevel", "error"], {
    cwd: join(root, app),
    stdio: ["ignore", 2, 2],
  })
  if (done.status !== 0) {
    console.error(`The ${name} could not be built; what went wrong stands above.`)
    process.exit(2)
  }
  writeFileSync(stamp, now)
  return true
}
