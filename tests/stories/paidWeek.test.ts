import { readFileSync } from "node:fs"
import { join } from "node:path"
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

// A week in a project that pays, as its owner, three people and the operator live it; and a team beside it that never sees money.

const HOUR = 3_600_000
const PAID = "market"
const TEAM = "team"

let browser: Browser
let server: Server
let clock: MovedClock
let dataDir: string
let ada: Client
let awa: Client
let bela: Client
let chen: Client

beforeAll(async () => {
  browser = await openBrowser()
  dataDir = freshFolder("data")
  clock = new MovedClock(join(freshFolder("clock"), "ahead"))
  server = await startServer({
    ...{ demo: false, dataDir, env: { CLOCK_AHEAD_FILE: clock.file } },
    with: new URL("../bench/lost/movedTimers.mjs", import.meta.url),
  })
  ada = await setUp(server)
  await draftProject(ada, PAID, 30)
  await draftProject(ada, TEAM, 4)
  await ada.act("project.open", { project: TEAM })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A page of somebody who is signed in, with the server's clock. */
async function pageOf(name: string, options: { viewport?: { width: number; height: number } } = {}): Promise<Page> {
  const { page } = await visit(browser, { viewport: { width: 1280, height: 800 }, ...options })
  await page.clock.setFixedTime(clock.nowMs)
  await signIn(page, server.origin, `${name}@justesse.example`)
  return page
}

/** Goes to a page of the studio and looks at it: nothing in the way, nothing too wide, not a word without a translation. */
async function see(page: Page, path: string, picture: string): Promise<void> {
  await page.clock.setFixedTime(clock.nowMs)
  await page.goto(server.origin + path)
  await look(page, picture)
}

async function look(page: Page, picture: string): Promise<void> {
  await arrived(page)
  const words = untranslated(await wordsOn(page), "en")
  expect([picture, await barriers(page), await scrollsSideways(page), words]).toEqual([picture, [], false, []])
  await shoot(page, picture)
}

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, picture: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (!folder) return
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(folder, `${picture}.${colorScheme}.png`), fullPage: true })
  }
  await page.emulateMedia({ colorScheme: "light" })
}

const MONEY = /[€¥]|F\sCFA|\bDT\b/

test("an owner chooses to pay, does five, puts money in and opens", async () => {
  const page = await pageOf("ada")
  await see(page, `/p/${PAID}/budget`, "budget-salaried")
  expect(await page.locator("main").innerText()).not.toMatch(MONEY)
  await page.getByRole("radio", { name: "Paid" }).check()
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("because this studio has no floor in this currency").waitFor()
  await look(page, "budget-noFloor")
  await page.getByRole("link", { name: "Set a floor" }).click()
  await page.getByText("No paid project can open before there is a floor.").waitFor()
  await page.getByRole("button", { name: "Add a row" }).click()
  await page.getByLabel("An hour").fill("12")
  await page.getByLabel("Source").fill("decision of this studio")
  await page.getByRole("dialog").getByRole("button", { name: "Add a row" }).click()
  await page.getByText("An hour of work pays at least 12.00 € here,").waitFor()
  await look(page, "floor")
  await see(page, `/p/${PAID}/budget`, "budget-noPrice")
  await page.getByRole("link", { name: "Do 5 pictures" }).waitFor()
  for (const seconds of [52, 61, 48, 70, 64]) await workOne(ada, PAID, { clock, seconds })
  await see(page, `/p/${PAID}/budget`, "budget-before")
  // 59 seconds at the floor, times one and a half, and a bonus of 15 % of the median.
  await page.getByText("0.327 € an answer, from your own five.").waitFor()
  await page.getByRole("button", { name: "Put money in" }).click()
  await page.getByLabel("Amount").fill("50")
  await page.getByLabel("What shows it").fill("transfer 4711")
  await page.getByRole("button", { name: "It has arrived" }).click()
  await page.getByText("Recorded. 47.50 € is free.").waitFor()
  ;[awa, bela, chen] = (await Promise.all(
    ["Awa", "Bela", "Chen"].map((name) => arrive(ada, PAID, name, ["annotator"])),
  )) as [Client, Client, Client]
  await page.getByRole("link", { name: "Go on to open it" }).click()
  await page.getByRole("button", { name: "Open", exact: true }).click()
  await page.waitForURL((url) => url.pathname === `/p/${PAID}`)
})

test("people read what is paid before they begin, and work", async () => {
  const page = await pageOf("awa")
  await see(page, `/p/${PAID}/conditions`, "conditions")
  await page.getByText("Paid by the project, by your time: 12.00 € for every active hour").waitFor()
  await page.getByRole("button", { name: "Accept" }).click()
  await page.waitForURL((url) => url.pathname.startsWith(`/label/${PAID}/`)) // the first task is in hand
  for (const person of [bela, chen]) await sayYes(person, PAID)
  for (const seconds of [80, 75, 95]) await workOne(awa, PAID, { clock, seconds })
  await workOne(awa, PAID, { clock, seconds: 60, skips: true })
  for (const seconds of [50, 60]) await workOne(bela, PAID, { clock, seconds })
  await workOne(chen, PAID, { clock, seconds: 110 })
  await see(page, "/work/hours", "hours-open")
  // 80 + 75 + 95 seconds at 12 an hour; the minute of the one passed on is added when the session closes.
  await page.getByText("0.83 € is yours to take out.").waitFor()
  await page.getByText("Added when the open session closes").waitFor()
})

test("W2: task page, My work, hours, statement and ledger show the same seconds and the same money", async () => {
  const zone = { utcOffsetMinutes: 0 }
  const page = await pageOf("awa")
  const day = await page.evaluate(() => new Date().toLocaleDateString("sv"))
  const began = await page.evaluate(() => new Date(new Date().setHours(0, 0, 0, 0)).getTime())
  zone.utcOffsetMinutes = await page.evaluate(() => -new Date().getTimezoneOffset())
  const stretch = { fromMs: began, untilMs: began + 24 * HOUR }
  const { todaySeconds } = await awa.ask<{ todaySeconds: number }>("work.today", zone)
  const mine = await awa.ask<{ todaySeconds: number }>("work.mine", zone)
  const hours = await awa.ask<{ totalSeconds: number }>("work.hours", { from: day, to: day, ...zone })
  const { sessions } = await awa.ask<{ sessions: (Sums & { activeSeconds: number; unleasedSeconds: number })[] }>(
    "pay.sessions",
    stretch,
  )
  const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  const counted = add(sessions.map(({ activeSeconds, unleasedSeconds }) => activeSeconds + unleasedSeconds))
  expect([mine.todaySeconds, hours.totalSeconds, counted]).toEqual([todaySeconds, todaySeconds, todaySeconds])
  expect(todaySeconds).toBe(310)
  const { statements } = await awa.ask<{ statements: { sentMicros: number; lines: { number: number }[] }[] }>(
    "pay.statement",
    stretch,
  )
  const { last } = await ada.ask<{ last: { number: number; entries: { account: string; amountMicros: number }[] }[] }>(
    "pay.ledger",
    {},
  )
  const own = new Set(statements.flatMap(({ lines }) => lines.map(({ number }) => number)))
  const entries = last.filter(({ number }) => own.has(number)).flatMap(({ entries: all }) => all)
  const earned = add(
    entries.filter(({ account }) => account.startsWith("worker_payable:")).map((one) => one.amountMicros),
  )
  expect([add(statements.map(({ sentMicros }) => sentMicros)), earned]).toEqual([
    add(sessions.map(({ sentMicros }) => sentMicros)),
    add(sessions.map(({ sentMicros }) => sentMicros)),
  ])
  // What the pages say is those figures: 310 seconds, and 250 of them paid so far.
  await see(page, "/work", "work-open")
  await page.getByText("today 5 min").waitFor()
  await page.getByText("0.83 € for 5 min.").waitFor()
  await page.getByText("What an hour pays is measured when the session closes.").waitFor()
  await page.getByText("0.20 € is added when the open session closes.").waitFor()
  await see(page, `/work/hours/statement?from=${day}&to=${day}`, "statement-open")
  await page.getByText("5 min 10 s counted in this period.").waitFor()
  await page.getByText("0.83 €").first().waitFor()
  // Whoever opens the task page works from then on: it is somebody else's, who worked 110 seconds.
  const task = await pageOf("bela")
  await task.goto(`${server.origin}/label/${PAID}`)
  await arrived(task)
  await task.getByRole("button", { name: /min/ }).first().click()
  await task.getByText("2 min today").waitFor()
  const phone = await pageOf("awa", { viewport: { width: 390, height: 800 } })
  await see(phone, "/work", "work-phone")
})

test("the session closes at its floor, silence accepts, and hours and pay shows the sums with their parts", async () => {
  await clock.pass(80 * HOUR)
  const page = await pageOf("awa")
  // Leases run out, and then sessions without one end.
  await clock.passUntil(async () => (await sums(awa)).addedMicros > 0)
  expect((await sums(awa)).addedMicros).toBe(200_000)
  await see(page, "/work/hours?days=30", "hours")
  await page.getByRole("link", { name: "Hours and pay" }).waitFor()
  await page.getByText("What you ask for now goes out on").waitFor()
  await page.getByText("There is no least amount.").waitFor()
  await page.getByRole("button", { name: /–/ }).first().click()
  await page.getByText("Added, so that it is reached").waitFor()
  await look(page, "hours-row")
  const phone = await pageOf("awa", { viewport: { width: 390, height: 800 } })
  await see(phone, "/work/hours?days=30", "hours-phone")
})

interface Sums {
  readonly sentMicros: number
  readonly addedMicros: number
  readonly bonusMicros: number
}

/** What somebody's sessions paid so far. */
async function sums(who: Client): Promise<Sums> {
  const stretch = { fromMs: 0, untilMs: clock.nowMs + HOUR }
  const { sessions } = await who.ask<{ sessions: Sums[] }>("pay.sessions", stretch)
  const add = (of: keyof Sums) => sessions.reduce((sum, one) => sum + one[of], 0)
  return { sentMicros: add("sentMicros"), addedMicros: add("addedMicros"), bonusMicros: add("bonusMicros") }
}

const IBAN = "FR76 3000 6000 0112 3456 7890 189"

test("money is taken out, called back, taken out again, sent in a file for the bank, and arrives", async () => {
  const page = await pageOf("awa")
  await see(page, "/work/hours?days=30", "hours-before")
  const take = page.getByRole("button", { name: /^Take out/ })
  await take.first().click()
  await page.getByRole("combobox", { name: "Country where you work" }).click()
  await page.getByRole("option", { name: "France" }).click()
  await page.getByLabel("Name on the account").fill("Awa Diop")
  await page.getByLabel("Account", { exact: true }).fill("FR76 3000 6000 0112 3456 7890 188")
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("This IBAN has a typing error").waitFor()
  await page.getByLabel("Account", { exact: true }).fill(IBAN)
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("account ending in 0189").waitFor()
  await look(page, "hours-takeOut")
  await page.getByRole("button", { name: "Take out", exact: true }).click()
  await page.getByRole("button", { name: "Call back" }).click()
  await page.getByText("Called back. It is yours to take out.").waitFor()
  await take.first().click()
  await page.getByRole("button", { name: "Take out", exact: true }).click()
  await page.getByText("is on its way.").waitFor()
  await look(page, "hours-going")

  const operator = await pageOf("ada")
  await see(operator, "/admin/payouts", "payouts")
  await operator.getByText("1 person asks for").waitFor()
  await operator.getByLabel("Name of the account that pays").fill("Studio Justesse")
  await operator.getByLabel("Its IBAN").fill("DE89 3704 0044 0532 0130 00")
  const download = operator.waitForEvent("download")
  await operator.getByRole("button", { name: "Make the file" }).click()
  const file = readFileSync(await (await download).path(), "utf8")
  const { balance } = await ledger()
  expect(file).toContain("<IBAN>FR7630006000011234567890189</IBAN>")
  expect(file).toContain(`<InstdAmt Ccy="EUR">${(balance("external_out") / 1e6).toFixed(2)}</InstdAmt>`)
  await operator.getByRole("button", { name: "Arrived" }).waitFor()
  await look(operator, "payouts-sent")
  await operator.getByRole("button", { name: "Arrived" }).click()
  await operator.getByText("all arrived").waitFor()
  await see(page, "/inbox", "inbox")
  await page.getByText("Money that you took out has arrived").waitFor()
  await page.getByText("A session closed, and what was missing to the floor was added").waitFor()
  await see(page, "/settings", "settings")
  const told = page.getByLabel("Money that you took out was sent, and has arrived")
  const saved = page.waitForResponse((response) => response.url().includes("account.update"))
  await told.click({ force: true })
  await saved
  await page.goto(`${server.origin}/inbox`)
  await arrived(page)
  await page.getByText("A session closed, and what was missing to the floor was added").waitFor()
  expect(await page.getByText("Money that you took out has arrived").count()).toBe(0)
  await see(page, "/work/hours?days=30", "hours-arrived")
  await page.getByText(/arrived; confirmed on/).waitFor()
})

/** The ledger as the operator reads it. */
async function ledger() {
  const { sums: all } = await ada.ask<{ sums: { kind: string; balanceMicros: number }[] }>("pay.ledger", {})
  const balance = (kind: string) => all.find((one) => one.kind === kind)?.balanceMicros ?? 0
  return { all, balance }
}

test("the ledger adds up to nought, and each statement is the ledger's to the micro-unit", async () => {
  const { all, balance } = await ledger()
  expect(all.reduce((sum, { balanceMicros }) => sum + balanceMicros, 0)).toBe(0)
  expect(await ada.ask("pay.checkLedger", {})).toMatchObject({ ok: true, problems: 0 })
  const stretch = { fromMs: 0, untilMs: clock.nowMs + HOUR }
  type Statement = {
    statements: { closingMicros: number; takenOutMicros: number; lines: { amountMicros: number }[] }[]
  }
  const each = await Promise.all([awa, bela, chen].map((who) => who.ask<Statement>("pay.statement", stretch)))
  const statements = each.flatMap((one) => one.statements)
  const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  expect(add(statements.map(({ closingMicros }) => closingMicros))).toBe(balance("worker_payable"))
  for (const { closingMicros, lines } of statements)
    expect(add(lines.map(({ amountMicros }) => amountMicros))).toBe(closingMicros)
  for (const who of [awa, bela, chen]) {
    const { sentMicros, addedMicros } = await sums(who)
    expect(sentMicros + addedMicros).toBeGreaterThan(0)
  }

  const page = await pageOf("awa")
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const period = `from=${day(clock.nowMs - 480 * HOUR)}&to=${day(clock.nowMs)}`
  await see(page, `/work/hours/statement?${period}`, "statement")
  await page.getByText("Every line stands in the ledger").waitFor()
  const operator = await pageOf("ada")
  await see(operator, "/admin/ledger", "ledger")
  await operator.getByText("The ledger is whole:").waitFor()
  await see(operator, `/p/${PAID}/budget`, "budget-running")
  // The smallest work window: every page of a project that pays stays in sight.
  await operator.setViewportSize({ width: 1280, height: 600 })
  expect(
    await operator.evaluate(() => {
      const middle = document.querySelector("[data-pages]")
      return middle !== null && middle.scrollHeight > middle.clientHeight
    }),
  ).toBe(false)
})

test("a salaried team never sees a currency sign, nor a word of money in its menu", async () => {
  const zoe = await arrive(ada, TEAM, "Zoe", ["annotator"])
  await workOne(zoe, TEAM, { clock, seconds: 60 })
  const page = await pageOf("zoe")
  for (const path of ["/work", "/work/hours", `/p/${TEAM}/conditions`, "/work/history", "/work/about-me"]) {
    await page.goto(server.origin + path)
    await arrived(page)
    const text = await page.locator("body").innerText()
    expect([path, MONEY.test(text), text.includes("Hours and pay")]).toEqual([path, false, false])
  }
  await page.goto(`${server.origin}/work`)
  await page.getByRole("link", { name: "Hours", exact: true }).waitFor()
})
