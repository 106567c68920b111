// needs: server, studio, chromium
import { loadavg } from "node:os"
import { openBrowser } from "../support/browser.ts"
import { removeFolders } from "../support/folders.ts"
import { wholeSample } from "../support/sample.ts"
import { describeFault, wander } from "../support/wander/index.ts"
import { startWandered, wanderersOf } from "../support/wander/studio.ts"

/**
 * Six people walk at random through the sample studio, in a real browser on a real server, in English and French:
 * `npm run bench -- wander [STEPS] [SEED]`. Links, buttons, fields, keys, the mouse on the canvas, back, forward, reload. One line
 * a person; exit 1 when a page broke, a link led nowhere, the console had an error, or a request failed and the page did not say so.
 */
const [steps = 2_000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number)
if (!Number.isInteger(steps) || steps < 6 || !Number.isInteger(seed)) {
  console.error("npm run bench -- wander [STEPS] [SEED], such as: wander 2000 7")
  process.exit(2)
}
const beganAtMs = Date.now()
const { server, clock } = await startWandered(await wholeSample())
const browser = await openBrowser()
const walks = await wanderersOf(server, clock)
  .then((wanderers) => wander(browser, wanderers, { seed, steps }))
  .finally(async () => {
    await browser.close()
    await server.stop()
    removeFolders()
  })
const logged = server
  .said()
  .split("\n")
  .filter((line) => /"level":"error"|unhandled/i.test(line))

for (const { faults, pages, ...walk } of walks)
  console.log(
    JSON.stringify({ bench: "wander", ...walk, pages: pages.size, faults: faults.length, load: loadavg()[0] }),
  )
const faults = walks.flatMap((walk) => walk.faults)
for (const fault of faults) console.error(describeFault(fault))
for (const line of logged) console.error(line)
const count = (kind: string) => faults.filter((fault) => fault.kind === kind).length
console.log(
  JSON.stringify({
    ...{ bench: "wander", seed, steps, pages: new Set(walks.flatMap(({ pages }) => [...pages])).size },
    ...{ errorPages: count("error page"), deadLinks: count("no page"), consoleErrors: count("console") },
    ...{ exceptions: count("exception"), requests: count("request"), signedOut: count("signed out") },
    ...{
      serverErrors: logged.length,
      seconds: Math.round((Date.now() - beganAtMs) / 1_000),
      ok: faults.length + logged.length === 0,
    },
  }),
)
process.exitCode = faults.length + logged.length > 0 ? 1 : 0
