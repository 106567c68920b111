import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { PaySettings } from "@justesse/types"
import Database from "better-sqlite3"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import { justesse } from "../support/cli.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { arrive, draftProject, finishOne, MovedClock, sayYes, takeOne, workOne } from "../support/paidWork.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { setUp } from "../support/studio.ts"

// A project whose price is measured and then posted by the piece: ten people make the measure; one of them goes on slowly and one fast, and
// the price rises and falls with what answers take. Time passes for the server's timers as well: it does by itself what is due.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const FLOOR = 12_000_000
const SLUG = "kiosks"
const PAID: PaySettings = {
  ...{ mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 15 },
  learningPercent: 5,
}
const PEOPLE = ["Awa", "Bela", "Chen", "Dede", "Eva", "Fode", "Gita", "Hugo", "Iris", "Jomo"]

let browser: Browser
let server: Server
let clock: MovedClock
let dataDir: string
let ada: Client
let people: Client[]

/** Time passes until so many minutes after the next two o'clock UTC, when prices follow what answers took. */
function passToNight(minutes: number): Promise<void> {
  const night = 2 * HOUR + minutes * MINUTE
  const ms = (night - (clock.nowMs % DAY) + DAY) % DAY
  return clock.pass(ms)
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

beforeAll(async () => {
  browser = await openBrowser()
  dataDir = freshFolder("data")
  clock = new MovedClock(join(freshFolder("clock"), "ahead"))
  server = await startServer({
    ...{ demo: false, dataDir, env: { CLOCK_AHEAD_FILE: clock.file } },
    with: new URL("../bench/lost/movedTimers.mjs", import.meta.url),
  })
  ada = await setUp(server)
  const floor = { place: "*", currency: "EUR", microsPerHour: FLOOR, fromDay: dayOf(clock.nowMs), untilDay: null }
  await ada.act("pay.addFloor", { ...floor, source: "decision of this studio" })
  await draftProject(ada, SLUG, 100, PAID)
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
  expect(await priceNow()).toBeNull()
  await clock.pass(100 * HOUR)
  const sessions = async () =>
    (
      await ada.ask<{ figures: { hour: { sessions: number } | null } | null }>("project.requesterRecord", {
        project: SLUG,
      })
    ).figures?.hour?.sessions
  await clock.passUntil(async () => (await sessions()) === PEOPLE.length)
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

interface Session {
  readonly closedAtMs: number | null
  readonly activeSeconds: number
  readonly unleasedSeconds: number
  readonly pieces: readonly { readonly priceMicros: number; readonly count: number }[]
  readonly sentMicros: number
  readonly addedMicros: number
  readonly bonusMicros: number
}

/** Somebody's sessions, the latest last. */
async function sessionsOf(who: Client): Promise<readonly Session[]> {
  const stretch = { fromMs: 0, untilMs: clock.nowMs + HOUR }
  const { sessions } = await who.ask<{ sessions: (Session & { openedAtMs: number })[] }>("pay.sessions", stretch)
  return [...sessions].sort((a, b) => a.openedAtMs - b.openedAtMs)
}

/** The last session of somebody, once it is closed. */
async function closedOf(who: Client): Promise<Session> {
  await clock.passUntil(async () => typeof (await sessionsOf(who)).at(-1)?.closedAtMs === "number")
  const last = (await sessionsOf(who)).at(-1)
  if (!last) throw new Error("nobody works without a session")
  return last
}

/** The price in force. */
async function priceNow(): Promise<number | null> {
  const { money } = await ada.ask<{ money: { price: { priceMicros: number | null } } }>("pay.budget", { project: SLUG })
  return money.price.priceMicros
}

/** When the last price was posted, whether it holds by now or not: its project's owner reads the one in force. */
function lastPriceMs(): number {
  const db = new Database(join(dataDir, "justesse.db"), { readonly: true })
  const { at } = db.prepare("select max(made_at_ms) as at from price").get() as { at: number }
  db.close()
  return at
}

/** Leases that were only taken run out, and sessions without one end. */
async function dayEnds(): Promise<void> {
  await clock.pass(5 * HOUR)
  await clock.pass(MINUTE)
}

const person = (name: string): Client => {
  const found = people[PEOPLE.indexOf(name)]
  if (!found) throw new Error(`${name} is not of this project`)
  return found
}
const OTHERS = PEOPLE.filter((name) => name !== "Awa" && name !== "Jomo")
const worth = (seconds: number) => Math.ceil((FLOOR * seconds) / 3_600)

let first: number
let risen: number

test("an answer gets its measured price by the first night, slept through or not: who is slow is added to up to the floor, who is fast earns more", async () => {
  // Nights passed while sessions ended, at once: the price came when the studio next did what is due.
  await clock.passUntil(async () => (await priceNow()) !== null)
  const posted = lastPriceMs()
  await passToNight(1)
  await clock.pass(11 * MINUTE)
  // That night says the same of the same answers: nothing follows.
  expect(lastPriceMs()).toBe(posted)
  first = (await priceNow()) ?? 0
  // Medians are 58 to 85 seconds: the price lies between the least of them and their middle.
  expect(first).toBeGreaterThan(worth(58))
  expect(first).toBeLessThan(worth(72))
  await clock.pass(6 * HOUR)
  for (let n = 0; n < 3; n++) await workOne(person("Jomo"), SLUG, { clock, seconds: 115 })
  await clock.pass(MINUTE)
  const batches = [{ tab: randomUUID(), seq: 0, monotonicMs: 0, seconds: "9".repeat(60) }]
  await person("Jomo").act("work.reading", { project: SLUG, guidelineVersion: null, batches, utcOffsetMinutes: 0 })
  for (let n = 0; n < 5; n++) await workOne(person("Awa"), SLUG, { clock, seconds: 30 })
  for (const name of OTHERS) await workOne(person(name), SLUG, { clock, seconds: 110 })
  await dayEnds()
  const slow = await closedOf(person("Jomo"))
  expect(slow).toMatchObject({ activeSeconds: 345, pieces: [{ priceMicros: first, count: 3 }], sentMicros: 3 * first })
  // With the minute in which the guideline was read: it is paid from what is set apart for learning.
  expect(slow.addedMicros).toBe(worth(345 + 60) - 3 * first)
  const { money } = await ada.ask<{ money: { learning: object } }>("pay.budget", { project: SLUG })
  expect(money.learning).toMatchObject({ percent: 5, fundMicros: 15_000_000 - worth(60), spentMicros: worth(60) })
  const fast = await closedOf(person("Awa"))
  expect(fast).toMatchObject({ activeSeconds: 150, sentMicros: 5 * first, addedMicros: 0 })
  expect(fast.sentMicros).toBeGreaterThan(1.5 * worth(150))
  const page = await pageOf("jomo")
  await see(page, `/p/${SLUG}/conditions`, "piece-conditions")
  await see(page, "/work/hours?days=30", "piece-hours")
  await page.getByRole("button", { name: /–/ }).first().click()
  await page.getByText("Added, so that it is reached").first().waitFor()
})

test("a price that rises holds for new leases at once, one that falls a week later, and leased work keeps its own", async () => {
  await passToNight(-6)
  const before = await takeOne(person("Bela"), SLUG)
  // Each of eight people took 110 seconds once.
  await passToNight(6)
  await clock.passUntil(async () => ((await priceNow()) ?? 0) > first)
  risen = (await priceNow()) ?? 0
  await finishOne(person("Bela"), before, { clock, seconds: 20 })
  for (const name of OTHERS.slice(1)) await workOne(person(name), SLUG, { clock, seconds: 20 })
  await dayEnds()
  expect((await closedOf(person("Bela"))).pieces).toEqual([{ priceMicros: first, count: 1 }])
  expect((await closedOf(person("Chen"))).pieces).toEqual([{ priceMicros: risen, count: 1 }])

  // Each of them took 20 seconds once: a lower price is posted that night, and holds seven days later.
  const posted = lastPriceMs()
  await passToNight(6)
  await clock.passUntil(async () => lastPriceMs() > posted)
  expect(await priceNow()).toBe(risen)
  // It is told from then on to whoever is paid by it, and to the owner.
  const told = await pageOf("dede")
  await see(told, `/p/${SLUG}/conditions`, "coming-conditions")
  await told.getByText("Another price from").waitFor()
  const own = await pageOf("ada")
  await see(own, `/p/${SLUG}/budget`, "coming-budget")
  await own.getByText("on, an answer pays", { exact: false }).waitFor()
  await clock.pass(lastPriceMs() + 7 * DAY - 20 * MINUTE - clock.nowMs)
  const kept = await takeOne(person("Chen"), SLUG)
  expect(await priceNow()).toBe(risen)
  await clock.pass(25 * MINUTE)
  const fallen = (await priceNow()) ?? 0
  expect(fallen).toBeLessThan(risen)
  await see(told, `/p/${SLUG}/conditions`, "fallen-conditions")
  await told.getByText("Paid by the project:", { exact: false }).waitFor()
  expect(await told.getByText("Another price from").count()).toBe(0)
  await workOne(person("Dede"), SLUG, { clock, seconds: 60 })
  await finishOne(person("Chen"), kept, { clock, seconds: 60 })
  await dayEnds()
  expect((await closedOf(person("Chen"))).pieces).toEqual([{ priceMicros: risen, count: 1 }])
  expect((await closedOf(person("Dede"))).pieces).toEqual([{ priceMicros: fallen, count: 1 }])
})

test("no session ends below its floor, and statements, ledger and the label of a version say the same sums", async () => {
  await clock.pass(100 * HOUR)
  const isOver = (one: Session) => one.closedAtMs !== null
  await clock.passUntil(async () => (await Promise.all(people.map(sessionsOf))).flat().every(isOver))
  await clock.pass(11 * MINUTE)
  const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  const sessions = (await Promise.all(people.map(sessionsOf))).flat()
  expect(sessions.length).toBeGreaterThan(2 * PEOPLE.length)
  for (const { activeSeconds, unleasedSeconds, sentMicros, addedMicros, closedAtMs } of sessions) {
    expect(closedAtMs).not.toBeNull()
    expect(3_600 * (sentMicros + addedMicros)).toBeGreaterThanOrEqual(FLOOR * (activeSeconds + unleasedSeconds))
  }
  const { sums } = await ada.ask<{ sums: { kind: string; balanceMicros: number }[] }>("pay.ledger", {})
  expect(add(sums.map(({ balanceMicros }) => balanceMicros))).toBe(0)
  const payable = sums.find(({ kind }) => kind === "worker_payable")?.balanceMicros ?? 0
  type Statement = { statements: { closingMicros: number; lines: { amountMicros: number }[] }[] }
  const stretch = { fromMs: 0, untilMs: clock.nowMs + HOUR }
  const each = await Promise.all(people.map((who) => who.ask<Statement>("pay.statement", stretch)))
  const statements = each.flatMap((one) => one.statements)
  for (const { closingMicros, lines } of statements)
    expect(add(lines.map(({ amountMicros }) => amountMicros))).toBe(closingMicros)
  const paid = add(sessions.map((one) => one.sentMicros + one.addedMicros + one.bonusMicros))
  expect([add(statements.map(({ closingMicros }) => closingMicros)), paid]).toEqual([payable, payable])

  const page = await pageOf("ada")
  await see(page, `/p/${SLUG}/budget`, "budget-learning")
  await page.getByText("for learning, of 15.00 €").waitFor()
  await page.getByRole("button", { name: "Set money apart" }).click()
  await page.getByLabel("Amount").fill("5")
  await page.getByRole("button", { name: "Set apart", exact: true }).click()
  await page.getByText("for learning, of 20.00 €").waitFor()

  await ada.act("dataset.freeze", { project: SLUG, note: "" })
  const out = join(freshFolder("labelled"), "kiosks")
  const words = ["--project", SLUG, "--dataset-version", "1", "--format", "coco", "--out", out]
  expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
  const label = JSON.parse(readFileSync(join(out, "labor.json"), "utf8"))
  expect(label.pay.money).toMatchObject({ currency: "EUR", floorMicrosPerHour: FLOOR, totalPaidMicros: payable })
  const [held, whole] = await Promise.all([
    justesse(dataDir, "label", "verify", out),
    justesse(dataDir, "ledger", "verify"),
  ])
  expect(held).toMatchObject({ code: 0, out: expect.stringContaining("The labor label holds") })
  expect(whole).toMatchObject({ code: 0, out: expect.stringContaining("The ledger is whole") })
})
