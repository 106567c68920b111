// needs: server, studio, chromium
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { type CDPSession, chromium } from "playwright-core"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { join as joinProject, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions } from "../support/taskPage.ts"
import { taskOf } from "./lost/tab.ts"

/**
 * A day's work in one page that is never loaded anew: `npm run bench -- memory [TASKS]`. A real server and browser; two boxes a
 * task, and the next one. After each hundredth task the page's heap (what a collection leaves), its elements and its listeners are
 * counted. Exit 1 when the last count is more than a tenth above that of the hundredth task.
 */
const tasks = Number(process.argv[2] ?? 500)
const EVERY = 100
const MOST_GROWTH = 1.1

const folder = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const server = await serveFolder({ demo: false, dataDir: join(folder, "data"), env: { JUSTESSE_RUNNING: "" } })
const owner = await setUp(server)
// Of many plain pictures some are equal to the byte, and a picture that comes twice is one: each has a size of its own.
const size = (n: number) => [1_200 + 8 * (n % 25), 900 + 8 * Math.floor(n / 25)] as const
const pictures = await Promise.all(Array.from({ length: tasks + 4 }, (_, n) => jpeg(n, ...size(n))))
await openProject(owner, { slug: "day", kind: "boxes", overlap: 1, pictures })
await joinProject(owner, "day", "Ines", ["annotator"])
const browser = await chromium.launch({
  ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  args: ["--no-sandbox", "--disable-gpu"],
})
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })
const page = await context.newPage()
await signIn(page, server.origin, "ines@justesse.example")
await page.goto(`${server.origin}/label/day`)
await picture(page).waitFor()
const session = await context.newCDPSession(page)
await session.send("Performance.enable")

interface Counted {
  readonly heapMB: number
  readonly nodes: number
  readonly listeners: number
}
const counts: Counted[] = []
const started = performance.now()
for (let n = 1; n <= tasks; n++) {
  await picture(page)
    .waitFor({ timeout: 20_000 })
    .catch(async (error) => {
      console.error(`at task ${n}: ${page.url()}\n${await page.locator("body").innerText()}`)
      throw error
    })
  const task = taskOf(page)
  await until("the task is empty", async () => (await regions(page).count()) === 0)
  for (const left of [0.2, 0.6]) await drag(page, [left, 0.3], [left + 0.2, 0.6])
  await until("both boxes are drawn", async () => (await regions(page).count()) === 2)
  await page.keyboard.press("Enter")
  await until("the next task is here", async () => taskOf(page) !== task)
  if (n % EVERY > 0) continue
  // What is fetched ahead is here, and notices are gone.
  await wait(3_000)
  counts.push(await count(session))
  console.log(JSON.stringify({ name: "memory", tasks: n, ...counts.at(-1) }))
}
await browser.close()
await server.stop()
rmSync(folder, { recursive: true, force: true })
const [first, last] = [counts[0], counts.at(-1)]
const grown = (what: keyof Counted) => (last?.[what] ?? 0) / (first?.[what] ?? 1)
const growth = { heap: round(grown("heapMB")), nodes: round(grown("nodes")), listeners: round(grown("listeners")) }
const ok = counts.length > 1 && Math.max(...Object.values(growth)) <= MOST_GROWTH
const seconds = Math.round((performance.now() - started) / 1_000)
console.log(JSON.stringify({ name: "memory", tasks, growth, goal: MOST_GROWTH, seconds, load: loadavg()[0], ok }))
if (!ok) process.exitCode = 1

async function count(from: CDPSession): Promise<Counted> {
  // Finalizers run after a collection; a second one takes what they let go.
  for (let n = 0; n < 2; n++) await from.send("HeapProfiler.collectGarbage")
  const { metrics } = await from.send("Performance.getMetrics")
  const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0
  return {
    heapMB: round(of("JSHeapUsedSize") / 1e6),
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
  }
}

function round(value: number): number {
  return Math.round(100 * value) / 100
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await isSo()) return
    await wait(10)
  }
  throw new Error(`Still not so: ${what}`)
}
