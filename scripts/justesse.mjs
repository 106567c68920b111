// The command line from a checkout: builds what it needs when that changed, then runs it in this process.
import { existsSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { build } from "./build.mjs"
import { checkNode, install, RUN_FILTERS, root } from "./install.mjs"

checkNode()
if (!existsSync(join(root, "node_modules"))) install("run", RUN_FILTERS)
build("cli")
if (process.argv[2] === "serve") build("studio")
process.env.NODE_ENV = "production"
// npm runs scripts at the root; paths that a person typed are meant from where they stood.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)
const { run } = await import(pathToFileURL(join(root, "apps/cli/dist/main.js")).href)
process.exitCode = await run(process.argv.slice(2), {
  studioDir: join(root, "apps/studio/dist"),
  dataDir: process.env.JUSTESSE_DATA ?? join(root, "data"),
})
