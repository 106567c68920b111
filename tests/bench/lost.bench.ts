// needs: server, studio, chromium
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { type BrowserContext, chromium, type Page } from "playwright-core"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { freePort, type Server, serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, join as joinProject, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions } from "../support/taskPage.ts"

/**
 * Somebody at work in a real browser whose tab, browser, server or network ends at random moments:
 * `npm run bench -- lost [KILLS] [SEED]`. What the page called saved must be there when it is opened again, and each answer that
 * left must have arrived once, with all of its boxes. Exit 1 when anything was lost or doubled, or with fewer than 500 kills.
 */
const kills = Number(process.argv[2] ?? 500)
let state = Number(process.argv[3] ?? 7) | 0
const KINDS = ["tab", "browser", "server", "network"] as const
const SIZE = { width: 320, height: 240 }

/** mulberry32: the same seed kills at the same steps. */
function random(most = 1): number {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * most
}
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

const profile = mkdtempSync(join(tmpdir(), "justesse-profile-"))
const dataDir = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const port = await freePort()
const serve = () => serveFolder({ demo: false, dataDir, port, env: { JUSTESSE_RUNNING: "" } })

/** A browser over the one profile, as the same person starts it again. */
async function openBrowser(): Promise<BrowserContext> {
  const executablePath = process.env.CHROMIUM
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath && { executablePath }),
    ...{ args: ["--no-sandbox", "--disable-gpu"], viewport: { width: 1280, height: 800 } },
  })
  context.setDefaultTimeout(30_000)
  return context
}

/** SIGKILL to the browser's own first process; all of its others go with it. */
function killBrowser(): void {
  const processes = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n")
  for (const line of processes) {
    const [pid, ...words] = line.trim().split(/\s+/)
    const args = words.join(" ")
    if (args.includes(`--user-data-dir=${profile}`) && !args.includes("--type=")) process.kill(Number(pid), "SIGKILL")
  }
}

/** The task in hand by its address. */
const taskOf = (page: Page) => new URL(page.url()).pathname.split("/")[3] ?? ""

/** Boxes that the page called saved, by task; and what was answered, with as many. */
const saved = new Map<string, number>()
const answered = new Map<string, number>()
const wrong: string[] = []
const counts: Record<string, number> = {}
let gestures = 0

/** Some boxes, and whether the page called them saved before anything ended. */
async function work(page: Page): Promise<void> {
  const task = taskOf(page)
  const before = await regions(page).count()
  for (let n = 1 + Math.floor(random(3)); n > 0; n--) {
    const [x, y] = [0.2 + random(0.5), 0.2 + random(0.5)]
    await drag(page, [x, y], [x + 0.08, y + 0.08])
    gestures++
  }
  const after = await regions(page).count()
  const isSaved = await page
    .getByRole("status")
    .filter({ hasText: /^Saved/ })
    .waitFor({ timeout: 5_000 })
    .then(
      () => true,
      () => false,
    )
  if (isSaved && taskOf(page) === task) saved.set(task, Math.max(before, after))
  if (after > 0 && isSaved && random() < 0.5) await answer(page, task, after)
}

async function answer(page: Page, task: string, boxes: number): Promise<void> {
  await page.keyboard.press("Enter")
  const isGone = await page
    .waitForFunction((last) => !location.pathname.endsWith(last), task, { timeout: 3_000 })
    .then(
      () => true,
      () => false,
    )
  if (!isGone) return
  answered.set(task, boxes)
  saved.delete(task)
}

/** The page opened again: the task that it shows has all that was called saved. */
async function look(page: Page, after: string): Promise<void> {
  const isShown = await picture(page)
    .waitFor({ timeout: 15_000 })
    .then(
      () => true,
      () => false,
    )
  if (!isShown) return
  const task = taskOf(page)
  const wanted = saved.get(task) ?? 0
  for (let tries = 0; tries < 40 && (await regions(page).count()) < wanted; tries++) await pause(50)
  const found = await regions(page).count()
  if (found < wanted) wrong.push(`after ${after}: ${found} of ${wanted} boxes of ${task}`)
  const here = page.getByRole("button", { name: "Work here instead" }).first()
  if (await here.isVisible().catch(() => false)) await here.click()
}

const openTask = async (context: BrowserContext, server: Server): Promise<Page> => {
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${server.origin}/label/lost`).catch(() => undefined)
  return page
}

let server = await serve()
const owner = await setUp(server)
const pictures = await Promise.all(Array.from({ length: 12 }, (_, n) => jpeg(n, SIZE.width, SIZE.height)))
await openProject(owner, { slug: "lost", kind: "boxes", overlap: 1, pictures })
for (let more = 12; more < kills + 40; more += 60) {
  const batch = await Promise.all(
    Array.from(
      { length: 60 },
      async (_, n) => [`more-${more + n}.jpg`, await jpeg(more + n, SIZE.width, SIZE.height)] as const,
    ),
  )
  await ingestFiles(owner, "lost", batch)
}
const worker: Client = await joinProject(owner, "lost", "Awa", ["annotator"])
let context = await openBrowser()
let page = context.pages()[0] ?? (await context.newPage())
await signIn(page, server.origin, "awa@justesse.example")
await page.goto(`${server.origin}/label/lost`)
await look(page, "the beginning")
const started = performance.now()
for (let round = 0; round < kills; round++) {
  const kind = KINDS[Math.floor(random(KINDS.length))] ?? "tab"
  counts[kind] = (counts[kind] ?? 0) + 1
  await work(page).catch(() => undefined)
  // A second tab of the same task, which takes it over: the first one is the one that ends.
  const other = random() < 0.25 ? await context.newPage() : null
  if (other) {
    await other.goto(`${server.origin}/label/lost`)
    await look(other, "a second tab")
    await work(other).catch(() => undefined)
  }
  await pause(random(150))
  if (kind === "tab") {
    const next = other ?? (await context.newPage())
    await page.close()
    page = next
    if (!other) await page.goto(`${server.origin}/label/lost`)
  } else if (kind === "browser") {
    killBrowser()
    await context.close().catch(() => undefined)
    context = await openBrowser()
    page = await openTask(context, server)
  } else if (kind === "server") {
    await server.kill()
    await pause(random(800))
    await work(page).catch(() => undefined)
    server = await serve()
    page = await openTask(context, server)
  } else {
    await context.setOffline(true)
    for (let n = 1 + Math.floor(random(3)); n > 0; n--) await work(page).catch(() => undefined)
    await context.setOffline(false)
    page = await openTask(context, server)
  }
  if (other && kind !== "tab" && kind !== "browser") await other.close().catch(() => undefined)
  await look(page, kind)
  if (round % 50 === 49) console.log(JSON.stringify({ name: "so far", kills: round + 1, wrong: wrong.length }))
}

interface Row {
  readonly assignmentId: string
  readonly regions: number
}
/** Everything that arrived, page by page. */
async function arrived(): Promise<Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const asked = { search: "", project: "lost", states: ["sent", "taken", "kept"], cursor, limit: 50 }
    const answer: { rows: Row[]; next: string | null } = await worker.ask("work.history", asked)
    rows.push(...answer.rows)
    cursor = answer.next
  }
  return rows
}
let rows = await arrived()
const ids = () => new Set(rows.map(({ assignmentId }) => assignmentId))
for (let tries = 0; tries < 120 && [...answered.keys()].some((task) => !ids().has(task)); tries++) {
  await pause(500)
  rows = await arrived()
}
const lost = [...answered].filter(
  ([task, boxes]) => (rows.find((row) => row.assignmentId === task)?.regions ?? -1) < boxes,
)
const doubled = rows.length - ids().size
await context.close()
await server.stop()
rmSync(profile, { recursive: true, force: true })
rmSync(dataDir, { recursive: true, force: true })
for (const line of wrong.slice(0, 10)) console.log(JSON.stringify({ name: "wrong", line }))
for (const [task, boxes] of lost.slice(0, 10)) console.log(JSON.stringify({ name: "lost", task, boxes }))
const ok = wrong.length + lost.length + doubled === 0 && kills >= 500
console.log(
  JSON.stringify({
    ...{ name: "lost", kills, ...counts, gestures, answers: answered.size, arrived: rows.length },
    ...{ gone: wrong.length, lost: lost.length, doubled, goal: 0, ok },
    ...{
      seconds: Math.round((performance.now() - started) / 1_000),
      load: Math.round(100 * (loadavg()[0] ?? 0)) / 100,
    },
  }),
)
if (!ok) process.exitCode = 1
