// needs: server, studio, chromium
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { type BrowserContext, chromium, type Page } from "playwright-core"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, join as joinProject, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions } from "../support/taskPage.ts"
import { taskOf } from "./lost/tab.ts"

/**
 * A train ride: `npm run bench -- offlineHours [ANSWERS] [HOURS]`. Somebody with projects of 100 tasks, all of which lie on their
 * computer, answers 500 of them without a network in 3 hours of a moved clock (the page's and the server's), comes back, and
 * everything leaves. Exit 1 unless each answer arrived once, in the order in which it was made, and the hours are credited.
 */
const answers = Number(process.argv[2] ?? 500)
const hours = Number(process.argv[3] ?? 3)
const AHEAD = 100
const projects = Array.from({ length: Math.ceil(answers / AHEAD) }, (_, n) => `ride-${n}`)
const stepMs = Math.round((hours * 3_600_000) / answers)

const folder = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const clockFile = join(folder, "ahead")
writeFileSync(clockFile, "0")
const server = await serveFolder({
  demo: false,
  dataDir: join(folder, "data"),
  env: { CLOCK_AHEAD_FILE: clockFile, JUSTESSE_RUNNING: "" },
  with: new URL("./lost/movedClock.mjs", import.meta.url),
})
const owner = await setUp(server)
for (const [p, slug] of projects.entries()) {
  const pictures = await Promise.all(Array.from({ length: AHEAD + 4 }, (_, n) => jpeg(200 * p + n, 320, 240)))
  await openProject(owner, { slug, kind: "boxes", overlap: 1, pictures })
}
const theo = await joinAll()
const browser = await chromium.launch({
  ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  args: ["--no-sandbox", "--disable-gpu"],
})
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })
context.setDefaultTimeout(60_000)
await context.clock.install()
const page = await context.newPage()
await signIn(page, server.origin, "theo@justesse.example")
for (const [p, slug] of projects.entries()) {
  await page.goto(`${server.origin}/label/${slug}`)
  await picture(page).waitFor()
  await until(`pictures of ${slug} are here`, async () => (await keptPictures(page)) >= (p + 1) * AHEAD * 3, 600)
}
await page.evaluate(async () => void (await navigator.serviceWorker.ready))
const todayBefore = await today()
await context.setOffline(true)
const started = performance.now()
const made: string[] = []
let aheadMs = 0
for (const slug of projects) {
  await page.goto(`${server.origin}/label/${slug}`)
  for (let n = 0; n < AHEAD && made.length < answers; n++) await answer(page, context)
}
writeFileSync(clockFile, String(aheadMs))
const offlineSeconds = Math.round((performance.now() - started) / 1_000)
await context.setOffline(false)
await until("everything arrived", async () => (await sent()).length >= answers, 3_000)
await until("the hours are told", async () => (await today()) - todayBefore > (aheadMs / 1_000) * 0.98, 600, false)
const rows = await sent()
const order = rows.sort((a, b) => a.atMs - b.atMs).map(({ assignmentId }) => assignmentId)
const creditedSeconds = (await today()) - todayBefore
const workedSeconds = Math.round(aheadMs / 1_000) + offlineSeconds
const twice = order.length - new Set(order).size
const missing = made.filter((id) => !order.includes(id)).length
// Answers of one moment of the server stand in any order: what is compared is the order in which they came, by project and time.
const outOfOrder = order.filter((id, i) => made[i] !== id).length
const creditRatio = Math.round((1_000 * creditedSeconds) / workedSeconds) / 1_000
const ok = twice + missing + outOfOrder === 0 && creditRatio > 0.97 && creditRatio <= 1.01 && answers >= 500
console.log(
  JSON.stringify({
    ...{ name: "offlineHours", answers: made.length, arrived: order.length, missing, twice, outOfOrder },
    ...{ workedSeconds, creditedSeconds, creditRatio, ok },
    ...{
      seconds: Math.round((performance.now() - started) / 1_000),
      load: Math.round(100 * (loadavg()[0] ?? 0)) / 100,
    },
  }),
)
await browser.close()
await server.stop()
rmSync(folder, { recursive: true, force: true })
if (!ok) process.exitCode = 1

/** The same person in every project, with as many tasks on their computer as there may be. */
async function joinAll(): Promise<Client> {
  const [first = "", ...rest] = projects
  const client = await joinProject(owner, first, "Theo", ["annotator"])
  await client.act("account.update", { preferences: { ...DEFAULTS.preferences, ahead: AHEAD } })
  for (const project of rest) {
    const { links } = await owner.act<{ links: { link: string }[] }>("people.invite", {
      project,
      people: [{ name: "Theo", email: "theo@justesse.example", roles: ["annotator"] }],
      maxUses: 1,
    })
    await client.act("account.joinAccept", { token: new URL(links[0]?.link ?? "").hash.slice(1), account: null })
    const { guidelineVersion } = await client.ask<{ guidelineVersion: number }>("project.conditions", { project })
    await client.act("work.acceptConditions", { project, guidelineVersion })
  }
  return client
}

/** One box, then Enter, and the clock of the page goes on as long as an answer takes. */
async function answer(at: Page, { clock }: BrowserContext): Promise<void> {
  await picture(at).waitFor()
  await until("the task is empty", async () => (await regions(at).count()) === 0)
  const task = taskOf(at)
  await clock.runFor(stepMs)
  aheadMs += stepMs
  await drag(at, [0.2, 0.2], [0.5, 0.5])
  await until("a box is drawn", async () => (await regions(at).count()) === 1)
  await at.keyboard.press("Enter")
  made.push(task)
  if (made.length % AHEAD > 0) await until("the next task is here", async () => taskOf(at) !== task)
  else await at.getByRole("heading", { name: "All tasks on this computer are done" }).waitFor()
  if (made.length % 50 === 0) console.log(JSON.stringify({ name: "so far", answers: made.length }))
}

interface Row {
  readonly assignmentId: string
  readonly atMs: number
}
async function sent(): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  do {
    const asked = { search: "", project: null, states: ["sent", "taken", "kept"], cursor, limit: 50 }
    const found: { rows: Row[]; next: string | null } = await theo.ask("work.history", asked)
    rows.push(...found.rows)
    cursor = found.next
  } while (cursor !== null)
  return rows
}

async function today(): Promise<number> {
  return (await theo.ask<{ todaySeconds: number }>("work.today", { utcOffsetMinutes: 0 })).todaySeconds
}

/** How many renderings of pictures this browser keeps. */
function keptPictures(at: Page): Promise<number> {
  return at.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open("justesse-offline")
        opening.onsuccess = () => {
          const counting = opening.result.transaction("pictures").objectStore("pictures").count()
          counting.onsuccess = () => {
            resolve(counting.result)
            opening.result.close()
          }
        }
      }),
  )
}

async function until(what: string, isSo: () => Promise<boolean>, tries = 200, must = true): Promise<void> {
  for (let left = tries; left > 0; left--) {
    if (await isSo()) return
    await wait(100)
  }
  if (must) throw new Error(`Still not so: ${what}`)
}
