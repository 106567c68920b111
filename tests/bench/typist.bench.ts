// needs: server, studio, chromium
import { loadavg } from "node:os"
import { openBrowser } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { linkOf, startServer } from "../support/server.ts"
import { chanceOf, opened, TYPED_PAGES, type TypedPage, typeOn } from "../support/typist.ts"

/**
 * Somebody types after every act on the pages of the sample that expect texts: `npm run bench -- typist [STRINGS] [SEED]`. Each letter
 * must be in a field or nowhere. Exit 1 with any letter that was a command, any text or region lost, or fewer strings than asked for.
 */
const strings = Number(process.argv[2] ?? 500)
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e6))
/** So many strings in one visit; the next one begins with the task as it was kept. */
const A_VISIT = 25
const PAGES: readonly (readonly [TypedPage, string])[] = [
  [TYPED_PAGES.receipts, "receipts-spring"],
  [TYPED_PAGES.recording, "market-calls"],
]

console.log(JSON.stringify({ name: "seed", seed }))
const started = performance.now()
const chance = chanceOf(seed)
const browser = await openBrowser()
const server = await startServer({ demo: true, dataDir: await sampleFolder() })
const faults: string[] = []
const errors: string[] = []
let typed = 0
let letters = 0
for (let at = 0; typed < strings; at++) {
  const [pageOf, project] = PAGES[at % PAGES.length] ?? PAGES[0] ?? [TYPED_PAGES.receipts, ""]
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })
  const page = await context.newPage()
  page.on("pageerror", ({ message }) => errors.push(message))
  await page.goto(await linkOf(server, at % 4 < 2 ? "Awa" : "Jonas"))
  await page.waitForURL((url) => url.pathname !== "/enter")
  await page.goto(`${server.origin}/label/${project}`)
  await opened(page, pageOf)
  const count = Math.min(A_VISIT, strings - typed)
  const result = await typeOn(page, pageOf, { strings: count, chance, slow: 0.04 })
  typed += count
  letters += result.letters
  faults.push(...result.faults)
  await context.close()
}
await browser.close()
await server.stop()
for (const what of faults.slice(0, 20)) console.log(JSON.stringify({ name: "fault", what }))
const ok = faults.length === 0 && errors.length === 0
console.log(
  JSON.stringify({
    ...{ name: "typist", seed, strings: typed, letters, faults: faults.length, errors, ok },
    ...{ seconds: Math.round((performance.now() - started) / 1_000), load: loadavg()[0] },
  }),
)
if (!ok) process.exitCode = 1
