import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { anotherBuild } from "../support/anotherBuild.ts"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, PASSWORD, setUp } from "../support/studio.ts"
import { countKept, drag, picture, regions, saved } from "../support/taskPage.ts"

// Work goes on without a network: what is drawn and sent lies on this computer, and goes out once each, in order.

let browser: Browser
let server: Server
let owner: Client
let number = 0

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

interface Worker {
  readonly page: Page
  readonly context: BrowserContext
  readonly client: Client
  readonly name: string
  readonly project: string
}

/** Somebody with a project of so many pictures to themselves, on its first task; the next ones and their pictures are here. */
async function atWork(pictures: number, options: BrowserContextOptions = {}): Promise<Worker> {
  const project = `ride-${++number}`
  const files = await Promise.all(Array.from({ length: pictures }, (_, n) => jpeg(100 * number + n, 320, 240)))
  await openProject(owner, { slug: project, kind: "boxes", overlap: 1, pictures: files })
  const name = `worker${number}`
  const client = await join(owner, project, name, ["annotator"])
  const { page } = await visit(browser, options)
  await signIn(page, server.origin, `${name}@justesse.example`)
  await page.goto(`${server.origin}/label/${project}`)
  await picture(page).waitFor()
  await saved(page).waitFor()
  await eventually(() => keptPictures(page)).toBe(3 * Math.min(3, pictures))
  return { page, context: page.context(), client, name, project }
}

/** How many renderings of pictures, or acts that wait, this browser keeps. */
const keptPictures = (page: Page) => countKept(page, "pictures")
const keptActs = (page: Page) => countKept(page, "acts")

interface HistoryRow {
  readonly assignmentId: string
  readonly state: string
  readonly regions: number
}

/** What the server has of a person's answers in a project, the latest first. */
async function sentBy({ client, project }: Worker): Promise<HistoryRow[]> {
  const asked = { search: "", project, states: ["sent", "skipped", "taken", "kept"], cursor: null, limit: 50 }
  return (await client.ask<{ rows: HistoryRow[] }>("work.history", asked)).rows
}

/** The task in hand by its address. */
const task = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? ""

test("C-02 three tasks answered without a network leave one after the other, once each, when it is back (found B1)", async () => {
  const worker = await atWork(5)
  const { page, context } = worker
  await context.setOffline(true)
  await page.getByText("No network.").waitFor()

  const done: string[] = []
  for (const boxes of [1, 2, 3]) {
    const here = task(page)
    for (let n = 0; n < boxes; n++) await drag(page, [0.1 + 0.25 * n, 0.2], [0.25 + 0.25 * n, 0.5])
    await eventually(() => regions(page).count()).toBe(boxes)
    await page.keyboard.press("Enter")
    done.push(here)
    if (boxes < 3) {
      await page.getByText(`Saved here, ${boxes} answer`).waitFor()
      await eventually(() => task(page)).not.toBe(here)
      await eventually(() => regions(page).count()).toBe(0)
    }
  }
  await page.getByRole("heading", { name: "All tasks on this computer are done" }).waitFor()
  await page.getByText("3 answers wait here.").waitFor()
  expect(await sentBy(worker)).toEqual([])

  await context.setOffline(false)
  await picture(page).waitFor()
  await saved(page).waitFor()
  const rows = await sentBy(worker)
  expect(rows.map(({ assignmentId, regions: count }) => [assignmentId, count]).reverse()).toEqual(
    done.map((id, n) => [id, n + 1]),
  )
  expect(done).not.toContain(task(page))
})

test("the studio opens without a network where it was left: the task, its drawing and what waits (found B16)", async () => {
  const worker = await atWork(4, { serviceWorkers: "allow" })
  const { page, context, project } = worker
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await context.setOffline(true)
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await page.keyboard.press("Enter")
  await page.getByText("Saved here, 1 answer waiting").waitFor()
  await eventually(() => regions(page).count()).toBe(0)
  await drag(page, [0.4, 0.4], [0.6, 0.7])
  await drag(page, [0.7, 0.4], [0.8, 0.7])
  await eventually(() => regions(page).count()).toBe(2)
  const here = page.url()

  await page.reload()
  await picture(page).waitFor()
  await eventually(() => regions(page).count()).toBe(2)
  expect(page.url()).toBe(here)
  await page.getByText("Saved here, 1 answer waiting").waitFor()
  await page.keyboard.press("Enter")
  await page.getByText("Saved here, 2 answers waiting").waitFor()

  await page.goto(`${server.origin}/label/${project}`)
  await picture(page).waitFor()
  await context.setOffline(false)
  await saved(page).waitFor()
  await eventually(async () => (await sentBy(worker)).map(({ regions: count }) => count)).toEqual([2, 1])
})

test("opened anew without a network once all tasks are answered, the studio says what waits here", async () => {
  const worker = await atWork(2, { serviceWorkers: "allow" })
  const { page, context } = worker
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await context.setOffline(true)
  for (const waiting of [1, 2]) {
    await arrived(page)
    await page.keyboard.press("0")
    await page.keyboard.press("Enter")
    if (waiting === 1) await page.getByText("Saved here, 1 answer waiting").waitFor()
  }
  await page.getByText("2 answers wait here.").waitFor()
  await page.goto(`${server.origin}/label/${worker.project}`)
  await page.getByText("2 answers wait here.").waitFor()

  // My work is told by the studio; a page that cannot ask says so, and what is kept here.
  await page.goto(`${server.origin}/work`)
  await page.getByText("2 answers wait here.").waitFor()
  await context.setOffline(false)
  await page.goto(`${server.origin}/work`)
  await eventually(async () => (await sentBy(worker)).length).toBe(2)
})

test("signed out in the middle of a task, one dialog lies over it, and what was sent leaves after signing in", async () => {
  const worker = await atWork(3)
  const { page, context } = worker
  const [here, address] = [task(page), page.url()]
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await saved(page).waitFor()
  await context.clearCookies()
  await page.keyboard.press("Enter")
  const dialog = page.getByRole("dialog").filter({ hasText: "Sign in" })
  await dialog.waitFor()
  // Who is signed in is asked again and again meanwhile; the page stays.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")))
  await page.waitForResponse((one) => one.url().includes("account.me") || one.url().includes("work."))
  expect([page.url().startsWith(address.slice(0, address.lastIndexOf("/"))), await dialog.count()]).toEqual([true, 1])
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.keyboard.press("Enter")
  await dialog.waitFor({ state: "detached" })
  await eventually(async () => (await sentBy(worker)).map((row) => row.assignmentId)).toEqual([here])
})

test("C-01 two tabs: no box is lost when the tab that drew it dies at once and the other one takes over (found B18)", async () => {
  const { page, context } = await atWork(3)
  const here = page.url()
  for (let round = 1; round <= 6; round++) {
    const other = await context.newPage()
    await other.goto(here)
    await picture(other).waitFor()
    await takeOver(other)
    await eventually(() => regions(other).count()).toBe(2 * round - 2)
    const top = 0.02 + 0.15 * (round - 1)
    await drag(other, [0.1, top], [0.3, top + 0.1])
    await drag(other, [0.5, top], [0.7, top + 0.1])
    // Closed at any moment; a crash takes what has not left its process yet, for which it has 50 ms (S1).
    await new Promise((resolve) => setTimeout(resolve, isCrash(round) ? 50 : 10 * (round - 2)))
    await kill(other, round)
    await takeOver(page)
    await eventually(() => regions(page).count()).toBe(2 * round)
  }
})

/** The window goes on with a task that another one has. */
async function takeOver(page: Page): Promise<void> {
  // In the line over the picture, and where Submit stands otherwise.
  const button = page.getByRole("button", { name: /^Work here/ }).last()
  await button.click()
  await button.waitFor({ state: "detached" })
}

const isCrash = (round: number) => round % 2 === 1

/** The tab ends: by its crash, or as somebody closes it. */
async function kill(page: Page, round: number): Promise<void> {
  if (!isCrash(round)) return page.close()
  const session = await page.context().newCDPSession(page)
  void session.send("Page.crash").catch(() => undefined)
  await new Promise<void>((resolve) => void page.once("crash", () => resolve()))
}

test("time worked without a network is counted when it is back, also over a reload", async () => {
  const worker = await atWork(3, { serviceWorkers: "allow" })
  const { page, context, client } = worker
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await context.setOffline(true)
  const counted = async () =>
    (await client.ask<{ todaySeconds: number }>("work.today", { utcOffsetMinutes: 0 })).todaySeconds
  const before = await counted()
  const beganAtMs = Date.now()
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await eventually(() => countKept(page, "beats")).toBeGreaterThan(0)
  await page.reload()
  await eventually(() => regions(page).count()).toBe(1)
  await drag(page, [0.5, 0.2], [0.7, 0.5])
  const kept = await countKept(page, "beats")
  await eventually(() => countKept(page, "beats")).toBeGreaterThan(kept)
  await page.keyboard.press("Enter")
  await page.getByText("Saved here, 1 answer waiting").waitFor()
  const workedSeconds = (Date.now() - beganAtMs) / 1_000
  expect(await counted()).toBe(before)

  await context.setOffline(false)
  await eventually(async () => (await counted()) - before > 0).toBe(true)
  await eventually(() => countKept(page, "beats")).toBe(0)
  expect((await counted()) - before).toBeLessThanOrEqual(workedSeconds + 3)
})

test("somebody keeps as many tasks on their computer as they chose, and answers them all without a network", async () => {
  const worker = await atWork(14)
  const { page, context, client, project } = worker
  await page.goto(`${server.origin}/settings`)
  const choices = page.getByRole("group", { name: "Tasks kept on this computer" })
  await choices.getByRole("button", { name: "10", exact: true }).click()
  const chosen = async () =>
    (await client.ask<{ person: { preferences: { ahead?: number } } }>("account.me", {})).person.preferences.ahead
  await eventually(chosen).toBe(10)
  await page.goto(`${server.origin}/label/${project}`)
  await picture(page).waitFor()
  await eventually(() => keptPictures(page)).toBe(30)
  await context.setOffline(true)
  for (let n = 1; n <= 10; n++) {
    await arrived(page)
    await page.keyboard.press("0")
    await page.keyboard.press("Enter")
    if (n < 10) await page.getByText(`Saved here, ${n} answer`).waitFor()
    if (n < 10) await picture(page).waitFor()
  }
  await page.getByText("10 answers wait here.").waitFor()
  await context.setOffline(false)
  await picture(page).waitFor()
  await saved(page).waitFor()
  expect(new Set((await sentBy(worker)).map(({ assignmentId }) => assignmentId)).size).toBe(10)
})

test("a task whose answer left from another page does not come back when the network goes again", async () => {
  const worker = await atWork(5, { serviceWorkers: "allow" })
  const { page, context, project } = worker
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  const here = task(page)
  await context.setOffline(true)
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await page.keyboard.press("Enter")
  await page.getByText("Saved here, 1 answer waiting").waitFor()
  // Home again: the answer leaves from a page that knows nothing of the project's tasks.
  await page.goto("about:blank")
  await context.setOffline(false)
  await page.goto(`${server.origin}/work`)
  await eventually(async () => (await sentBy(worker)).length).toBe(1)
  await eventually(() => keptActs(page)).toBe(0)
  await page.goto("about:blank")

  await context.setOffline(true)
  await page.goto(`${server.origin}/label/${project}`)
  await picture(page).waitFor()
  expect(task(page)).not.toBe(here)
  await drag(page, [0.5, 0.2], [0.7, 0.5])
  await page.keyboard.press("Enter")
  await page.getByText("Saved here, 1 answer waiting").waitFor()
  await context.setOffline(false)
  await eventually(async () => (await sentBy(worker)).length).toBe(2)
  expect((await sentBy(worker)).map((row) => row.regions)).toEqual([1, 1])
})

test("of two computers with the same task the second answer replaces nothing until its person sends it as a correction", async () => {
  const worker = await atWork(4)
  const { page, project, name } = worker
  const { page: other } = await visit(browser)
  await signIn(other, server.origin, `${name}@justesse.example`)
  await other.goto(`${server.origin}/label/${project}`)
  await picture(other).waitFor()
  const here = task(page)
  expect(task(other)).toBe(here)
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await page.keyboard.press("Enter")
  await eventually(() => task(page)).not.toBe(here)
  for (const left of [0.1, 0.5]) await drag(other, [left, 0.2], [left + 0.2, 0.5])
  await eventually(() => regions(other).count()).toBe(2)
  await other.getByText("Another page or computer sent an answer to this task.").waitFor()
  await other.keyboard.press("Enter")
  await eventually(() => keptActs(other)).toBe(0)
  expect((await sentBy(worker)).map((row) => row.regions)).toEqual([1])
  expect([task(other), await regions(other).count()]).toEqual([here, 2])

  await other.getByRole("button", { name: "Make this a correction" }).click()
  await other.getByRole("button", { name: "Send again" }).waitFor()
  expect([task(other), await regions(other).count()]).toEqual([here, 2])
  await other.keyboard.press("Enter")
  await eventually(() => task(other)).not.toBe(here)
  expect((await sentBy(worker)).map((row) => [row.assignmentId, row.regions])).toEqual([[here, 2]])
})

test("C-07 a page that was open while the studio was upgraded loses nothing, says so, and is the new one at the next task", async () => {
  const worker = await atWork(4)
  const { page } = worker
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await saved(page).waitFor()
  const here = task(page)
  await server.stop()
  server = await startServer({ demo: false, dataDir: server.dataDir, port: server.port, bundles: anotherBuild() })
  await drag(page, [0.5, 0.2], [0.7, 0.5])
  const told = page.getByRole("status").filter({ hasText: /^New version after this task$/ })
  await told.waitFor()
  const script = () => page.evaluate(() => document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "")
  expect(await script()).not.toMatch(/-later\.js$/)

  // What was sent by this page arrives, and what comes after it is the new one.
  await page.keyboard.press("Enter")
  await eventually(script).toMatch(/-later\.js$/)
  await picture(page).waitFor()
  await saved(page).waitFor()
  expect(task(page)).not.toBe(here)
  expect((await sentBy(worker)).map(({ assignmentId, regions: count }) => [assignmentId, count])).toEqual([[here, 2]])

  // Upgraded again, a part that this page had not loaded is not there any more: that is said, and what was drawn is there when
  // its person loads the page anew.
  await server.stop()
  server = await startServer({ demo: false, dataDir: server.dataDir, port: server.port })
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await told.waitFor()
  await page.keyboard.press("Control+k")
  await page.getByRole("button", { name: "Reload the page" }).click()
  await eventually(script).not.toMatch(/-later\.js$/)
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("Control+k")
  await page.getByRole("dialog").waitFor()
})
