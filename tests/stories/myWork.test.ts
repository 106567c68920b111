import type { MyWork } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import type { z } from "zod"
import { openBrowser, visitAs } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"

let browser: Browser
let server: Server

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: true, dataDir: await sampleFolder() })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

type Mine = z.infer<typeof MyWork>
type Change = (mine: Mine) => unknown

const inHand = (mine: Mine, ...counts: number[]): Mine => ({
  ...mine,
  projects: mine.projects.map((one, at) => ({
    ...one,
    inHand: counts[at] ?? 0,
    inHandUntilMs: counts[at] ? Date.now() + 3_600_000 : null,
  })),
})
const withoutWork = (mine: Mine): Mine => ({
  ...inHand(mine),
  projects: inHand(mine).projects.map((one) => ({ ...one, available: 0, hoursLeft: null })),
})

/** What My work can be; each is met as the list that is known, and then as the one that replaces it. */
const STATES: Readonly<Record<string, Change>> = {
  "nothing begun": (mine) => inHand(mine),
  "one begun": (mine) => inHand(mine, 1),
  "two projects begun": (mine) => inHand(mine, 2, 1),
  "no work left": withoutWork,
  "conditions not read": (mine) => ({
    ...inHand(mine),
    projects: inHand(mine).projects.map((one) => ({ ...one, accepted: false })),
  }),
  "no project": (mine) => ({ ...mine, projects: [], sentBack: [] }),
}

/** Answers one procedure as the server does, changed; all others as they are. */
async function change(page: Page, procedure: string, how: () => (data: never) => unknown): Promise<void> {
  onTestFinished(() => page.unrouteAll({ behavior: "ignoreErrors" }))
  await page.route(
    (url) => url.pathname.startsWith("/trpc/") && url.pathname.includes(procedure),
    async (route) => {
      const response = await route.fetch()
      const answers: { result?: { data: unknown } }[] = await response.json()
      const names = new URL(route.request().url()).pathname.slice("/trpc/".length).split(",")
      const changed = answers.map((answer, at) =>
        answer.result && names[at] === procedure
          ? { ...answer, result: { ...answer.result, data: how()(answer.result.data as never) } }
          : answer,
      )
      await route.fulfill({ response, json: changed })
    },
  )
}

const goTo = (page: Page, name: string | RegExp) =>
  page.getByRole("navigation").getByRole("link", { name }).first().click()
const arrives = (page: Page, procedure: string) => page.waitForResponse((one) => one.url().includes(procedure))

/** Every ordered pair of different states once, each beginning with the state that the one before ended with. */
function everyChange(): (readonly [known: string, fresh: string])[] {
  const names = Object.keys(STATES)
  const left = new Map(names.map((name) => [name, names.filter((other) => other !== name)]))
  const [way, circuit] = [[names[0] ?? ""], [] as string[]]
  for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
    const next = left.get(at)?.pop()
    if (next === undefined) circuit.unshift(way.pop() ?? "")
    else way.push(next)
  }
  return circuit.slice(1).map((fresh, at) => [circuit[at] ?? "", fresh])
}

test("My work stands whatever was known of it and whatever replaces that", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  const changes = everyChange()
  expect(new Set(changes.map(String)).size).toBe(Object.keys(STATES).length * (Object.keys(STATES).length - 1))
  let state = STATES[changes[0]?.[0] ?? ""]
  await change(page, "work.mine", () => (mine: Mine) => state?.(mine))
  await page.clock.install()
  await page.goto(`${server.origin}/work`)
  await page.getByRole("heading", { name: /Awa/ }).waitFor()
  const broken: string[] = []
  for (const [known, fresh] of changes) {
    await goTo(page, /^History/)
    await page.getByRole("heading", { level: 1, name: "History" }).waitFor()
    // The known list has grown old: it is shown at once, and the fresh one takes its place.
    await page.clock.fastForward(10_000)
    state = STATES[fresh]
    await Promise.all([arrives(page, "work.mine"), goTo(page, /^My work/)])
    await page.waitForFunction(() => document.querySelector("h1")?.textContent !== "History")
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
    const heading = await page.getByRole("heading", { level: 1 }).innerText()
    if (!heading.includes("Awa")) broken.push(`${known}, then ${fresh}: ${heading}`)
  }
  expect([broken, errors]).toEqual([[], []])
})

test.each([
  { again: "Try again", back: "Go back", language: "en" },
  { again: "Réessayer", back: "Revenir", language: "fr" },
])("a page that breaks leaves the rest usable and says the ways on, in $language", async (words) => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  await page.getByRole("heading", { level: 1 }).waitFor()
  if (words.language === "fr") await inFrench(page)
  let isBroken = true
  await change(page, "work.history", () => (data) => (isBroken ? { rows: null } : data))
  const broke = page.getByRole("alert").getByRole("heading", { name: /could not be shown|n’a pas pu s’afficher/ })

  await goTo(page, /^(History|Historique)/)
  await broke.waitFor()
  expect(errors).not.toEqual([])
  // Another page is as it was, and the broken one breaks by itself alone.
  await goTo(page, /^(My work|Mon travail)/)
  await broke.waitFor({ state: "detached" })
  await page.goBack()
  await broke.waitFor()
  await page.getByRole("button", { name: words.back }).click()
  await broke.waitFor({ state: "detached" })
  await goTo(page, /^(History|Historique)/)
  await broke.waitFor()
  isBroken = false
  await page.getByRole("button", { name: words.again }).click()
  await page.getByRole("heading", { level: 1, name: /^(History|Historique)/ }).waitFor()
  await page.getByRole("alert").waitFor({ state: "detached" })
})

/** Chosen in the settings, as people do. */
async function inFrench(page: Page): Promise<void> {
  await page.goto(`${server.origin}/settings`)
  await page
    .getByRole("button", { name: "Français" })
    .or(page.getByRole("radio", { name: "Français" }))
    .first()
    .click()
  await page.locator("html[lang=fr]").waitFor()
  await page.goto(`${server.origin}/work`)
}
