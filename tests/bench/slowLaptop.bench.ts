// needs: server, studio, chromium
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { type CDPSession, chromium } from "playwright-core"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { join as joinProject, openProject, setUp } from "../support/studio.ts"
import { taskOf } from "./lost/tab.ts"

/**
 * A slow laptop in the country: `npm run bench -- slowLaptop`. French, AZERTY, a window of 1,366 by 625, a processor four times
 * slower, 400 kbit/s with 800 ms, and three cuts of ten minutes (of a moved clock) in which work goes on with the tasks whose
 * pictures came before. Exit 1 unless all 24
 * answers arrived once, with every box and the label that its key means.
 */
const ANSWERS = 24
/** A hand looks before each box, which gives the line time to bring what comes next. */
const LOOK_MS = 2_500
/** Before these answers the network goes, and comes back two answers and ten minutes later. */
const CUTS = [4, 11, 18]
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
const pictures = await Promise.all(Array.from({ length: ANSWERS + 6 }, (_, n) => jpeg(n, 800, 600)))
await openProject(owner, { slug: "village", kind: "boxes", overlap: 1, pictures })
const client = await joinProject(owner, "village", "Zoe", ["annotator"])
const browser = await chromium.launch({
  ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  args: ["--no-sandbox", "--disable-gpu"],
})
const context = await browser.newContext({ viewport: { width: 1366, height: 625 }, locale: "fr-FR" })
context.setDefaultTimeout(60_000)
await context.clock.install()
const page = await context.newPage()
const [name = "", value = ""] = client.cookie.split("=")
await context.addCookies([{ name, value, url: server.origin }])
await client.act("account.update", { preferences: { ...(await preferences()), language: "fr" } })
const cdp = await context.newCDPSession(page)
await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 })
await line(cdp, false)
await page.goto(`${server.origin}/label/village`)
const canvas = page.getByRole("img", { name: /^Image de / })
await canvas.waitFor()
const regions = page.getByRole("region", { name: "Régions" }).getByRole("listitem")
const started = performance.now()
const made: { task: string; labels: string[] }[] = []
const waitsMs: number[] = []
let aheadMs = 0
let words = 0
for (let n = 0; n < ANSWERS; n++) {
  if (CUTS.includes(n)) await line(cdp, true)
  if (CUTS.includes(n - 2)) {
    writeFileSync(clockFile, String(aheadMs))
    await line(cdp, false)
  }
  const isCut = CUTS.includes(n) || CUTS.includes(n - 1)
  if (isCut) {
    await context.clock.runFor(300_000)
    aheadMs += 300_000
  }
  await canvas.waitFor()
  const task = taskOf(page)
  await until("the task is empty", async () => (await regions.count()) === 0)
  const labels: string[] = []
  for (const [at, label] of [0.15, 0.4, 0.65].slice(0, 1 + (n % 3)).map((x, i) => [x, (n + i) % 2] as const)) {
    await wait(LOOK_MS)
    await pressAzerty(cdp, label === 0 ? ["&", "Digit1"] : ["é", "Digit2"])
    await drag(at)
    labels.push(label === 0 ? "thing" : "other")
  }
  await until("all boxes are drawn", async () => (await regions.count()) === labels.length)
  if (isCut) {
    const said = page.getByRole("status").filter({ hasText: /Enregistré ici/ })
    await until("the page says that it is kept here", async () => (await said.count()) > 0)
    words++
  }
  const sentAt = performance.now()
  await page.keyboard.press("Enter")
  made.push({ task, labels })
  await until("the next task is here", async () => taskOf(page) !== task)
  waitsMs.push(performance.now() - sentAt)
}
interface Row {
  readonly assignmentId: string
}
interface Sent {
  readonly body: { readonly regions: readonly { readonly label: string }[] }
}
const rows = async () => {
  const asked = { search: "", project: "village", states: ["sent", "taken", "kept"], cursor: null, limit: 50 }
  return (await client.ask<{ rows: Row[] }>("work.history", asked)).rows.map(({ assignmentId }) => assignmentId)
}
await until("everything arrived", async () => (await rows()).length >= ANSWERS)
const arrived = await rows()
const wrong: string[] = []
for (const { task, labels } of made) {
  const { body } = await client.ask<Sent>("work.sent", { assignmentId: task })
  const found = body.regions.map(({ label }) => label)
  if ([...found].sort().join() !== [...labels].sort().join()) wrong.push(`${task}: ${found} instead of ${labels}`)
}
const twice = arrived.length - new Set(arrived).size
const middle = [...waitsMs].sort((a, b) => a - b)[Math.floor(waitsMs.length / 2)] ?? 0
await browser.close()
await server.stop()
rmSync(folder, { recursive: true, force: true })
for (const line of wrong) console.log(JSON.stringify({ name: "wrong", line }))
const ok = wrong.length + twice === 0 && new Set(arrived).size === ANSWERS && words === 2 * CUTS.length
console.log(
  JSON.stringify({
    ...{ name: "slowLaptop", answers: ANSWERS, arrived: arrived.length, wrong: wrong.length, twice, cuts: CUTS.length },
    ...{
      saidSavedHere: words,
      nextTaskMs: Math.round(middle),
      seconds: Math.round((performance.now() - started) / 1_000),
    },
    ...{ load: Math.round(100 * (loadavg()[0] ?? 0)) / 100, ok },
  }),
)
if (!ok) process.exitCode = 1

async function preferences(): Promise<object> {
  return (await client.ask<{ person: { preferences: object } }>("account.me", {})).person.preferences
}

/** One box whose left side is at a share of the picture's width. */
async function drag(share: number): Promise<void> {
  const box = await canvas.boundingBox()
  if (!box) throw new Error("there is no picture")
  await page.mouse.move(box.x + share * box.width, box.y + 0.3 * box.height)
  await page.mouse.down()
  await page.mouse.move(box.x + (share + 0.15) * box.width, box.y + 0.6 * box.height, { steps: 3 })
  await page.mouse.up()
}

/** 400 kbit/s with 800 ms; `isCut`: nothing at all. */
async function line(session: CDPSession, isCut: boolean): Promise<void> {
  const bytes = 400_000 / 8
  const conditions = { latency: 800, downloadThroughput: bytes, uploadThroughput: bytes }
  await session.send("Network.emulateNetworkConditions", { offline: isCut, ...conditions })
}

/** A key of the row of digits as a French keyboard sends it: without Shift it is a sign, not a digit. */
async function pressAzerty(session: CDPSession, [key, code]: readonly [key: string, code: string]): Promise<void> {
  await session.send("Input.dispatchKeyEvent", { type: "keyDown", key, code, text: key })
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", key, code })
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await isSo()) return
    await wait(50)
  }
  throw new Error(`Still not so: ${what}`)
}
