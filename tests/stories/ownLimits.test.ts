import { join as path } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { HeldLeases, MyWork } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { MovedClock } from "../support/paidWork.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

const PROJECT = "long-shelves"
const MINUTE = 60_000
const clock = new MovedClock(path(freshFolder("clock"), "ahead"))

let browser: Browser
let server: Server
let awa: Client
let seq = 0

beforeAll(async () => {
  browser = await openBrowser()
  const moved = new URL("../bench/lost/movedClock.mjs", import.meta.url)
  server = await startServer({ demo: false, env: { CLOCK_AHEAD_FILE: clock.file, JUSTESSE_RUNNING: "" }, with: moved })
  const owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3, 4].map((seed) => jpeg(seed, 400, 300)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures })
  awa = await join(owner, PROJECT, "Awa", ["annotator"])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Works for so many minutes on what is held, as its page would tell it. */
async function work(minutes: number): Promise<void> {
  const { leases } = await awa.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("There is no task.")
  const { assignmentId, fence } = lease
  await clock.pass(minutes * MINUTE)
  const batches = Array.from({ length: minutes }, (_, n) => ({
    ...{ tab: "t".repeat(16), seq: seq++, seconds: "9".repeat(60) },
    monotonicMs: clock.aheadMs - (minutes - n) * MINUTE,
  }))
  await awa.act("work.heartbeat", { assignmentId, fence, activity: "draw", batches })
}

const mine = () => awa.ask<MyWork>("work.mine", { utcOffsetMinutes: 0 })

/** Somebody signs in as Awa, on a low window or whatever size is said. */
async function comes(size = { width: 1_280, height: 600 }): Promise<Page> {
  const { page } = await visit(browser, { viewport: size })
  await signIn(page, server.origin, "awa@justesse.example")
  return page
}

async function isSound(page: Page, language: "en" | "fr" = "en"): Promise<void> {
  await arrived(page)
  expect(untranslated(await wordsOn(page), language)).toEqual([])
  expect(await scrollsSideways(page)).toBe(false)
  expect(await barriers(page)).toEqual([])
}

test("a break is offered on My work, taken by a key, and counts", async () => {
  const page = await comes()
  await awa.act("account.update", {
    limits: { breakEvery: 20, day: 360, week: 1_800, quiet: null, moreUntilMs: null },
  })
  await work(24)
  await page.goto(`${server.origin}/work`)
  await page.getByText("You have worked 24 min.").waitFor()
  await isSound(page)
  await page.keyboard.press("Escape")
  await page.getByText("Take a break whenever you like.").waitFor()
  await page.keyboard.press("b")
  await page.getByText("Break since").waitFor()
  await isSound(page)
  await clock.pass(2 * MINUTE)
  const before = (await mine()).todaySeconds
  await page.evaluate(() => {
    const [project] = (localStorage.getItem("justesse.break") ?? "").split(" ")
    localStorage.setItem("justesse.break", `${project} ${Date.now() - 120_000}`)
  })
  await page.reload()
  await page.getByText("2 min so far").waitFor()
  await page.keyboard.press("b")
  await page.getByText("of your break are counted").waitFor()
  await eventually(async () => (await mine()).todaySeconds - before).toBeGreaterThanOrEqual(118)
})

test("at a limit of one's own the next task waits for a word, and one more hour brings it", async () => {
  const page = await comes()
  await page.goto(`${server.origin}/settings#limits`)
  const hours = page.getByLabel("Hours a day")
  await hours.fill("0.5")
  await hours.blur()
  await eventually(async () => (await mine()).pace.limits.day).toBe(30)
  await isSound(page)
  await work(10)
  await page.goto(`${server.origin}/work`)
  await page.getByText("You have worked as long as you wanted to today.").waitFor()
  await page.getByText("Nobody else sees them.").waitFor()
  await isSound(page)
  await page.goto(`${server.origin}/label/${PROJECT}`)
  // What is begun stays in the hands, with a word about it, which Escape puts away.
  await page.getByText("Your hours of today are done.").waitFor({ timeout: 40_000 })
  await page.keyboard.press("Escape")
  await expect.poll(() => page.getByText("Your hours of today are done.").count()).toBe(0)
  await arrived(page)
  await page.keyboard.press("0")
  await page.keyboard.press("Control+Enter")
  await page.getByText("You have reached a limit that you set").waitFor()
  await isSound(page)
  await page.getByRole("button", { name: "One more hour" }).click()
  await page.locator("[data-work]").waitFor()
  expect((await mine()).pace.limitReached).toBeNull()
})

test("the same in French, on a phone", async () => {
  const page = await comes({ width: 390, height: 844 })
  await awa.act("account.update", {
    limits: { breakEvery: 20, day: 30, week: 60, quiet: { from: 0, until: 1_439 }, moreUntilMs: null },
  })
  const me = await awa.ask<{ person: { preferences: object } }>("account.me", {})
  await awa.act("account.update", { preferences: { ...me.person.preferences, language: "fr" } })
  await page.goto(`${server.origin}/work`)
  await page.getByText("Vous avez travaillé aujourd’hui autant que vous vouliez.").waitFor()
  await isSound(page, "fr")
  expect(await wordsOn(page)).not.toContain("Nobody else")
  await page.goto(`${server.origin}/settings#limits`)
  await page.getByText("Heures de repos").waitFor()
  await isSound(page, "fr")
})
