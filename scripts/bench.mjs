// `npm run bench -- NAME`: one benchmark from tests/bench; prints one JSON object a line. What a benchmark needs built
// stands in its first line: `// needs: server, cli, studio, chromium`.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "./build.mjs"
import { chromium } from "./chromium.mjs"
import { checkNode, install, root } from "./install.mjs"

checkNode()
const [name, ...rest] = process.argv.slice(2)
const folder = join(root, "tests/bench")
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.slice(0, -".bench.ts".length))
if (!name || !names.includes(name)) {
  console.error(`npm run bench -- NAME, where NAME is one of: ${names.join(", ")}`)
  process.exit(2)
}
install("full", [])
const file = join(folder, `${name}.bench.ts`)
const needs = new Set(/^\/\/ needs: (.*)$/m.exec(readFileSync(file, "utf8"))?.[1].split(/,\s*/))
if (needs.has("studio")) build("studio", "test")
for (const app of ["server", "cli"]) if (needs.has(app)) build(app)
const tsx = join(root, "tests/node_modules/tsx/dist/cli.mjs")
const env = {
  ...process.env,
  ...(needs.has("chromium") ? { CHROMIUM: chromium() } : {}),
  JUSTESSE_SHARED: process.env.JUSTESSE_SHARED ?? (existsSync(join(root, "../shared")) ? join(root, "../shared") : ""),
}
process.exitCode = spawnSync(process.execPath, [tsx, file, ...rest], { cwd: root, stdio: "inherit", env }).status ?? 1
