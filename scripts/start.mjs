// `npm start`: install once, build what changed, serve the sample studio on loopback, print where to go.
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { build } from "./build.mjs"
import { checkNode, install, RUN_FILTERS, root } from "./install.mjs"

checkNode()
install("run", RUN_FILTERS)
build("studio")
build("server")
process.env.NODE_ENV = "production"
const { serveFromCommandLine } = await import(pathToFileURL(join(root, "apps/server/dist/main.js")).href)
await serveFromCommandLine({
  demo: true,
  dataDir: process.env.JUSTESSE_DATA ?? join(root, "data"),
  port: process.env.PORT === undefined ? null : Number(process.env.PORT),
  studioDir: join(root, "apps/studio/dist"),
})
