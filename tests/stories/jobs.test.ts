import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, openProject, setUp } from "../support/studio.ts"

let browser: Browser
let server: Server
let owner: Client
let pictures = 0

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  await openProject(owner, { slug: "shop", kind: "boxes", overlap: 1, pictures: [await jpeg(1)] })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Files of pictures that no test has brought yet. */
async function freshPictures(count: number): Promise<string[]> {
  const folder = freshFolder("pictures")
  mkdirSync(folder, { recursive: true })
  const paths: string[] = []
  for (let i = 0; i < count; i++) {
    pictures++
    const path = join(folder, `p${pictures}.jpg`)
    // Bytes after the end of a picture make another file of it.
    writeFileSync(path, Buffer.concat([await jpeg(pictures), Buffer.from(`n${pictures}`)]))
    paths.push(path)
  }
  return paths
}

/** Calls of a page by procedure, and how far the import was in each answer that told it. */
function listen(page: Page) {
  const calls: string[] = []
  const told: { atMs: number; done: number; state: string }[] = []
  let streams = 0
  page.on("request", (request) => {
    const { pathname } = new URL(request.url())
    if (!pathname.startsWith("/trpc/")) return
    if (pathname === "/trpc/jobs.follow") streams++
    else calls.push(...pathname.slice("/trpc/".length).split(","))
  })
  const close = (url: string) => {
    if (new URL(url).pathname === "/trpc/jobs.follow") streams--
  }
  page.on("requestfailed", (request) => close(request.url()))
  page.on("requestfinished", (request) => close(request.url()))
  page.on("response", async (response) => {
    if (!response.url().includes("imports.get")) return
    const text = await response.text().catch(() => "")
    for (const [, state = "", done = ""] of text.matchAll(/"state":"(\w+)"[^{}]*?"done":(\d+)/g))
      told.push({ atMs: performance.now(), done: Number(done), state })
  })
  return { calls, told, streams: () => streams }
}

async function importPictures(page: Page, count: number): Promise<void> {
  await page.goto(`${server.origin}/p/shop/imports`)
  const fields = page.locator("input[type=file]:not([webkitdirectory])")
  await fields.first().setInputFiles(await freshPictures(count))
  await page.waitForURL(/\/imports\/\d+$/)
  await page.getByText(`Imported: ${count.toLocaleString("en")} pictures`).waitFor()
}

test("an import is seen going on without asking, and nothing is asked while nothing changes", async () => {
  const { page, errors } = await visit(browser)
  await page.clock.install()
  await signIn(page, server.origin, "ada@justesse.example")
  const { calls, told, streams } = listen(page)
  await importPictures(page, 1_500)
  const running = told.filter(({ state, done }) => state === "running" && done > 0)
  const first = running[0] ?? expect.fail("no progress was seen")
  const last = running.at(-1) ?? first
  const steps = new Set(running.map(({ done }) => done)).size
  const seconds = (last.atMs - first.atMs) / 1_000
  console.log(
    `${steps} steps of progress in ${seconds.toFixed(1)} s, ${calls.filter((one) => one === "imports.get").length} readings`,
  )
  expect(steps).toBeGreaterThan(1)
  // What was under way comes to its end; then it is quiet.
  const imports = () => calls.filter((one) => one.startsWith("imports")).length
  for (let quiet = 0, seen = -1; quiet < 3; ) {
    quiet = seen === imports() ? quiet + 1 : 0
    seen = imports()
    await page.clock.fastForward(2_000)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
    await eventually(() => streams()).toBe(1)
  }
  const before = imports()
  // Not half a minute: a stream that says nothing for so long is opened anew.
  for (let seconds = 0; seconds < 20; seconds += 5) {
    await page.clock.fastForward(5_000)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  }
  expect(imports()).toBe(before)
  await eventually(() => streams()).toBe(1)
  // What somebody else brings in shows by itself.
  await page.goto(`${server.origin}/p/shop/imports`)
  // The pictures that the project began with came by an import of the same name.
  const rows = page.getByText("test", { exact: true })
  await rows.first().waitFor()
  expect(await rows.count()).toBe(1)
  await ingestFiles(owner, "shop", [["other.jpg", await jpeg(77)]])
  await rows.nth(1).waitFor({ timeout: 3_000 })
  expect(errors).toEqual([])
})

/** One picture with one box, as labels that are final. */
const LABELS = JSON.stringify({
  images: [{ id: 1, file_name: "final.jpg", width: 96, height: 64 }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [8, 8, 30, 20], iscrowd: 0 }],
  categories: [{ id: 1, name: "thing" }],
})

test("a version, its file and a backup that somebody else asked for show by themselves", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await ingestFiles(owner, "shop", [
    ["final.jpg", await jpeg(3)],
    ["instances.json", LABELS],
  ])
  // Quicker than anything else on these pages is read anew.
  const soon = { timeout: 3_000 }
  await page.goto(`${server.origin}/p/shop/versions`)
  await page.getByRole("heading", { name: "Versions" }).waitFor()
  await owner.act("dataset.freezeStart", { project: "shop", note: "by another" })
  await page.getByRole("link", { name: "Version 1" }).waitFor(soon)
  await page.getByRole("link", { name: "Version 1" }).click()
  await page.getByRole("heading", { name: "Version 1" }).waitFor()
  await owner.act("dataset.exportStart", { project: "shop", version: 1, format: "yolo", withPictures: false })
  await page.getByRole("link", { name: "Download" }).first().waitFor(soon)
  await page.goto(`${server.origin}/admin/backups`)
  await page.getByRole("button", { name: "Back up now" }).waitFor()
  await owner.act("admin.backupNow", {})
  await eventually(() => page.getByText(/ · \S+\.jbackup/).count()).toBe(1)
  expect(errors).toEqual([])
})

test("where the stream cannot be had, pages read every few seconds", async () => {
  const { page } = await visit(browser)
  await page.route("**/trpc/jobs.follow*", (route) => route.abort())
  await signIn(page, server.origin, "ada@justesse.example")
  const { streams } = listen(page)
  await importPictures(page, 3)
  expect(streams()).toBe(0)
})

test("eight windows of one browser work, and a hidden one keeps no connection", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  const windows = [page, ...(await Promise.all(Array.from({ length: 7 }, () => page.context().newPage())))]
  const heard = windows.map(listen)
  const open = () => heard.reduce((sum, { streams }) => sum + streams(), 0)
  for (const window of windows) {
    await window.goto(`${server.origin}/p/shop/versions`)
    await window.getByRole("heading", { name: "Versions" }).waitFor({ timeout: 5_000 })
  }
  await eventually(open).toBe(3)
  for (const window of windows) {
    await window.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true })
      document.dispatchEvent(new Event("visibilitychange"))
    })
  }
  await eventually(open).toBe(0)
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true })
    document.dispatchEvent(new Event("visibilitychange"))
  })
  await eventually(open).toBe(1)
  expect(errors).toEqual([])
})
