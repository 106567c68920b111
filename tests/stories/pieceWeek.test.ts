import { randomUUID } from "node:crypto"
import { join } from "node:path"
import type { PaySettings } from "@justesse/types"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { arrive, draftProject, MovedClock, sayYes, workOne } from "../support/paidWork.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { setUp } from "../support/studio.ts"

// A project whose price is measured and then posted by the piece: ten people make the measure, two of them work on, one slow and one fast.

const HOUR = 3_600_000
const SLUG = "kiosks"
const PAID: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 15 }
const PEOPLE = ["Awa", "Bela", "Chen", "Dede", "Eva", "Fode", "Gita", "Hugo", "Iris", "Jomo"]

let browser: Browser
let server: Server
let clock: MovedClock
let dataDir: string
let ada: Client
let people: Client[]

const start = (port?: number) =>
  startServer({
    ...{ demo: false, dataDir, env: { CLOCK_AHEAD_FILE: clock.file } },
    ...(port !== undefined && { port }),
    with: new URL("../bench/lost/movedClock.mjs", import.meta.url),
  })

/** The studio is started anew later: what time alone brings about is done when it starts. */
async function later(ms: number): Promise<void> {
  await clock.pass(ms)
  await server.stop()
  server = await start(server.port)
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

beforeAll(async () => {
  browser = await openBrowser()
  dataDir = freshFolder("data")
  clock = new MovedClock(join(freshFolder("clock"), "ahead"))
  server = await start()
  ada = await setUp(server)
  const floor = { place: "*", currency: "EUR", microsPerHour: 12_000_000, fromDay: dayOf(clock.nowMs), untilDay: null }
  await ada.act("pay.addFloor", { ...floor, source: "decision of this studio" })
  await draftProject(ada, SLUG, 90, PAID)
  for (const seconds of [52, 61, 48, 70, 64]) await workOne(ada, SLUG, { clock, seconds })
  const deposit = { project: SLUG, depositId: randomUUID(), amountMicros: 300_000_000, proof: "transfer 4711" }
  await ada.act("pay.deposit", deposit)
  await ada.act("project.open", { project: SLUG })
  people = []
  for (const name of PEOPLE) people.push(await arrive(ada, SLUG, name, ["annotator"]))
  for (const person of people) await sayYes(person, SLUG)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A page of somebody who is signed in, with the server's clock. */
async function pageOf(name: string, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const { page } = await visit(browser, { viewport: { width: 1280, height: 800 }, ...options })
  await page.clock.setFixedTime(clock.nowMs)
  await signIn(page, server.origin, `${name}@justesse.example`)
  return page
}

/** Goes to a page of the studio and looks at it: nothing in the way, nothing too wide, not a word without a translation. */
async function see(page: Page, path: string, picture: string, language: "en" | "fr" = "en"): Promise<void> {
  await page.clock.setFixedTime(clock.nowMs)
  await page.goto(server.origin + path)
  await look(page, picture, language)
}

async function look(page: Page, picture: string, language: "en" | "fr" = "en"): Promise<void> {
  await arrived(page)
  const words = untranslated(await wordsOn(page), language)
  expect([picture, await barriers(page), await scrollsSideways(page), words]).toEqual([picture, [], false, []])
  const folder = process.env["SHOTS"]
  if (!folder) return
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(folder, `${picture}.${colorScheme}.png`), fullPage: true })
  }
  await page.emulateMedia({ colorScheme: "light" })
}

test("the pilot is paid by time, and how people fare is told from five of them on", async () => {
  const page = await pageOf("ada")
  await see(page, `/p/${SLUG}/record`, "record-few")
  await page.getByText("An hour of work pays at least 12.00 €").waitFor()
  for (const [n, person] of people.entries())
    for (const more of [0, 4, 8, 12, 16]) await workOne(person, SLUG, { clock, seconds: 50 + 3 * n + more })
  await see(page, `/p/${SLUG}/record`, "record-open")
  await page.getByText("It is told once sessions of 5 people are closed.").waitFor()
  await later(100 * HOUR)
  const sessions = async () =>
    (
      await ada.ask<{ figures: { hour: { sessions: number } | null } | null }>("project.requesterRecord", {
        project: SLUG,
      })
    ).figures?.hour?.sessions
  // Sessions are looked through each half minute.
  await expect.poll(sessions, { timeout: 90_000, interval: 500 }).toBe(PEOPLE.length)
  await see(page, `/p/${SLUG}/record`, "record")
  await page.getByText("An hour here pays 12.00 € in the middle").waitFor()
  await page.getByRole("link", { name: "As workers see it" }).waitFor()
})

test("the owner reads what was spent, what for, and when the work is done for how much", async () => {
  const page = await pageOf("ada")
  await see(page, `/p/${SLUG}/budget`, "budget")
  await page.getByRole("heading", { name: "Spent and forecast" }).waitFor()
  await page.getByText("At the pace of the last 14 days it is done about").waitFor()
  await page.getByRole("group", { name: "Spent and forecast" }).getByText("Table").click()
  await page.getByRole("columnheader", { name: "Added to reach the floor" }).waitFor()
  const days = page.getByRole("table").filter({ hasText: "In all so far" }).getByRole("row")
  expect(await days.count()).toBeGreaterThan(5)
  await look(page, "budget-table")
  const me = await ada.ask<{ person: { preferences: object } }>("account.me", {})
  const speak = (language: "en" | "fr") =>
    ada.act("account.update", { preferences: { ...me.person.preferences, language } })
  await speak("fr")
  await page.setViewportSize({ width: 1280, height: 600 })
  // The words of another language come once the account is read.
  await page.reload()
  await page.getByRole("heading", { name: "Dépensé et prévu" }).waitFor()
  await see(page, `/p/${SLUG}/budget`, "budget-small", "fr")
  await see(page, `/p/${SLUG}/record`, "record-small", "fr")
  await speak("en")
})
