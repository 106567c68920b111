import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { PaySettings } from "@justesse/types"
import type { HeldLeases, Hours } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { z } from "zod"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { arrive, draftProject, MovedClock, sayYes, workOne } from "../support/paidWork.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { setUp } from "../support/studio.ts"

// A task of a project that pays takes longer than its time limit: the person is asked, goes on or sends what is there, and nothing is cut.

const PAID = "market"
const PAY: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 15 }
/** Four times what the owner's own five took, but two minutes at least. */
const CAP = 120

let browser: Browser
let server: Server
let clock: MovedClock
let ada: Client
let awa: Client

beforeAll(async () => {
  browser = await openBrowser()
  clock = new MovedClock(join(freshFolder("clock"), "ahead"))
  server = await startServer({
    ...{ demo: false, env: { CLOCK_AHEAD_FILE: clock.file } },
    with: new URL("../bench/lost/movedClock.mjs", import.meta.url),
  })
  ada = await setUp(server)
  await draftProject(ada, PAID, 14, PAY)
  const floor = { place: "*", currency: "EUR", microsPerHour: 12_000_000, fromDay: dayOf(clock.nowMs), untilDay: null }
  await ada.act("pay.addFloor", { ...floor, source: "decision of this studio" })
  for (let n = 0; n < 5; n++) await workOne(ada, PAID, { clock, seconds: 20 })
  // Enough for what is taken in hand, and for nothing beyond.
  await deposit(5_000_000)
  await ada.act("project.open", { project: PAID })
  awa = await arrive(ada, PAID, "Awa", ["annotator"])
  await sayYes(awa, PAID)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const deposit = (amountMicros: number) =>
  ada.act("pay.deposit", { project: PAID, depositId: randomUUID(), amountMicros, proof: "transfer" })

/** The task in hand is worked on for so many seconds more, as its page would tell it. */
async function work(seconds: number): Promise<void> {
  const { leases } = await awa.act<HeldLeases>("work.next", { project: PAID, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("There is no task.")
  await clock.pass(seconds * 1_000)
  const tab = randomUUID().slice(0, 16)
  const batches = Array.from({ length: Math.ceil(seconds / 60) }, (_, seq) => ({
    ...{ tab, seq, monotonicMs: seq * 60_000, seconds: "9".repeat(Math.min(60, seconds - seq * 60)) },
  }))
  const { assignmentId, fence } = lease
  await awa.act("work.heartbeat", { assignmentId, fence, activity: "draw", batches })
}

async function comes(name: string, size = { width: 1_280, height: 600 }): Promise<Page> {
  const { page } = await visit(browser, { viewport: size })
  await page.clock.setFixedTime(clock.nowMs)
  await signIn(page, server.origin, `${name}@justesse.example`)
  return page
}

async function look(page: Page, picture: string, language: "en" | "fr" = "en"): Promise<void> {
  await arrived(page)
  const words = untranslated(await wordsOn(page), language)
  expect([picture, await barriers(page), await scrollsSideways(page), words]).toEqual([picture, [], false, []])
  const folder = process.env["SHOTS"]
  if (!folder) return
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(folder, `${picture}.${colorScheme}.png`) })
  }
  await page.emulateMedia({ colorScheme: "light" })
}

const task = async (page: Page) => {
  await page.goto(`${server.origin}/label/${PAID}`)
  await page.locator("[data-work]").waitFor()
}
const hours = () => {
  const DAY = 86_400_000
  const stretch = { from: dayOf(clock.nowMs - DAY), to: dayOf(clock.nowMs + DAY), utcOffsetMinutes: 0 }
  return awa.ask<z.infer<typeof Hours>>("work.hours", stretch)
}
const QUESTION = "the time limit of this task."

/** Speaks another language from the next page on. */
async function speaks(language: "en" | "fr"): Promise<void> {
  const { person } = await awa.ask<{ person: { preferences: object } }>("account.me", {})
  await awa.act("account.update", { preferences: { ...person.preferences, language } })
}

const waiting = async () => (await hours()).beyond.reduce((sum, { seconds }) => sum + seconds, 0)
const sent = async () => (await hours()).sessions.reduce((sum, { tasks }) => sum + tasks, 0)

test("without money it is said, and what is there is sent; what came after the limit is counted and waits", async () => {
  await speaks("fr")
  await work(CAP + 10)
  const page = await comes("awa")
  await task(page)
  await page.getByText("la durée prévue est atteinte.").waitFor()
  await look(page, "limit-ask-fr", "fr")
  await page.getByRole("button", { name: /^Continuer/ }).click()
  await page.getByText("Le projet n’a plus d’argent pour continuer.").waitFor()
  await look(page, "limit-unfunded-fr", "fr")
  await page.keyboard.press("0")
  await page.getByRole("button", { name: "Envoyer tel quel" }).click()
  await eventually(sent).toBe(1)
  await eventually(waiting).toBeGreaterThanOrEqual(10)
  await page.goto(`${server.origin}/work/hours`)
  await page.getByRole("button", { name: "Les réclamer" }).waitFor()
  await look(page, "limit-hours-fr", "fr")
  await speaks("en")
  await deposit(50_000_000)
})

test("from four fifths of the limit a quiet gauge; at its end a question that waits for no stroke and takes no key", async () => {
  await work(100)
  const page = await comes("awa")
  await task(page)
  await page.locator("meter").waitFor()
  expect(await page.getByText(QUESTION).count()).toBe(0)
  await look(page, "limit-gauge")
  await work(30)
  await task(page)
  await page.getByText(QUESTION).waitFor()
  await look(page, "limit-ask")
  const stage = await page.locator("canvas").first().boundingBox()
  if (!stage) throw new Error("There is no picture.")
  const [x, y] = [stage.x + stage.width / 2, stage.y + stage.height / 2]
  await page.keyboard.press("b")
  await page.mouse.move(x - 40, y - 30)
  await page.mouse.down()
  await page.mouse.move(x + 40, y + 30, { steps: 4 })
  // Escape in the midst of a stroke gives that up, and the question stays.
  await page.keyboard.press("Escape")
  await page.mouse.up()
  await page.getByText(QUESTION).waitFor()
  await page.mouse.move(x - 50, y - 40)
  await page.mouse.down()
  await page.mouse.move(x + 30, y + 20, { steps: 4 })
  await page.mouse.up()
  await page.getByText(QUESTION).waitFor()
  const before = await waiting()
  const said = page.waitForResponse((one) => one.url().includes("work.extend"))
  await page.keyboard.press("Alt+Enter")
  expect(await (await said).text()).toContain('"status":"granted"')
  await expect.poll(() => page.getByText(QUESTION).count()).toBe(0)
  // What was drawn is there still, and is sent as ever.
  await page.keyboard.press("Control+Enter")
  await eventually(sent).toBe(2)
  expect(await waiting()).toBe(before)
})

test("an operator who does not own the project sees that it took longer, and the owner does not", async () => {
  const osei = await arrive(ada, PAID, "Osei", ["reviewer"])
  const { person } = await osei.ask<{ person: { id: string } }>("account.me", {})
  await ada.act("admin.setOperator", { person: person.id, operator: true })
  const page = await comes("osei")
  await page.goto(`${server.origin}/work/hours`)
  await page.getByText("Went on past a time limit").waitFor()
  await look(page, "limit-wentOn")
  const owner = await ada.ask<{ wentOn: unknown[] }>("work.claims", {})
  expect(owner.wentOn).toEqual([])
})

test("put away by Escape the question does not come again for this task; what waits is said, claimed and answered", async () => {
  await work(CAP + 40)
  const page = await comes("awa")
  await task(page)
  await page.getByText(QUESTION).waitFor()
  await page.keyboard.press("Escape")
  await expect.poll(() => page.getByText(QUESTION).count()).toBe(0)
  await page.getByText("beyond the limit wait").waitFor()
  await look(page, "limit-waits")
  await arrived(page)
  await page.keyboard.press("0")
  await page.keyboard.press("Control+Enter")
  await eventually(sent).toBe(3)
  await eventually(waiting).toBeGreaterThanOrEqual(50)
  await page.goto(`${server.origin}/work/hours`)
  await page.getByRole("button", { name: "Claim them" }).click()
  await page.getByText("beyond a time limit claimed.").waitFor()
  await look(page, "limit-claimed")
  expect(await waiting()).toBe(0)
})
