import type { ProjectDraft } from "@justesse/types/wire/project"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import { type Client, enterAs } from "../support/client.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { sampleFolder } from "../support/sample.ts"
import { linkOf, type Server, startServer } from "../support/server.ts"
import { ingestFiles } from "../support/studio.ts"

const SCREEN = { width: 1280, height: 600 }
const PHONE = { width: 390, height: 780 }

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

interface Rows {
  readonly rows: readonly { readonly assignmentId: string; readonly state: string }[]
}

/** A record that says all it can. */
async function signedBy(awa: Client): Promise<string> {
  const { facts, hours } = await awa.ask<{ facts: object; hours: { kind: string }[] }>("record.facts", {})
  const ticks = { name: "Awa Diop", hours: hours.map(({ kind }) => kind), facts: Object.keys(facts) }
  return (await awa.act<{ number: string }>("record.sign", ticks)).number
}

async function annotatorPages(awa: Client): Promise<string[]> {
  const asked = { search: "", project: null, states: [], cursor: null, limit: 50 }
  const { rows } = await awa.ask<Rows>("work.history", asked)
  const changed = rows.find((row) => row.state === "changed") ?? rows[0]
  return [
    "/work",
    "/work/history",
    `/work/history/${changed?.assignmentId}`,
    "/work/decisions",
    "/work/contacts",
    "/work/hours",
    "/work/hours/statement",
    "/work/record",
    `/work/record/${await signedBy(awa)}`,
    "/work/about-me",
    "/work/learn",
    "/work/learn/mentor",
    "/work/questions",
    "/inbox",
    "/ombud",
    "/settings",
    "/settings/keys",
    "/p/market-photos/conditions",
    "/p/market-photos/record",
    "/label/market-photos",
    "/label/receipts-spring",
    "/label/boxes-to-check",
    "/label/livelier-streets",
    "/label/market-calls",
    "/help",
    "/help/keys",
    "/help/micro-work",
    "/help/micro-work/why",
  ]
}

async function reviewerPages(moussa: Client): Promise<string[]> {
  const asked = { project: "receipts-spring", task: null, kinds: [], labels: [] }
  const { task } = await moussa.act<{ task: { task: number } | null }>("review.open", asked)
  const { alike } = await moussa.ask<{ alike: { key: string }[] }>("review.queue", {
    project: "receipts-spring",
    kinds: [],
    labels: [],
  })
  const grid = `/review/receipts-spring/alike?key=${encodeURIComponent(alike[0]?.key ?? "none")}`
  return [
    "/review",
    "/review/receipts-spring",
    `/review/receipts-spring/${task?.task}`,
    grid,
    "/appeals",
    "/work/learn",
  ]
}

function ownerPages(): string[] {
  const inProject = [
    "",
    "/record",
    "/images",
    "/images/1",
    "/imports",
    "/labels",
    "/guideline",
    "/people",
    "/quality",
    "/questions",
  ]
  return [
    "/projects",
    "/inbox",
    "/projects/new",
    ...[
      ...inProject,
      "/gold",
      "/models",
      "/models/new",
      "/versions",
      "/versions/1",
      "/versions/1/labor",
      "/budget",
      "/activity",
      "/settings",
    ].map((path) => `/p/street-corners${path}`),
    "/p/receipts-spring",
    "/p/receipts-spring/images",
    "/p/receipts-spring/quality",
    "/p/livelier-streets/quality",
    "/p/livelier-streets/settings",
    "/p/market-calls/labels",
    "/admin",
    "/admin/people",
    "/admin/jobs",
    "/admin/backups",
    "/admin/payouts",
    "/admin/floor",
    "/admin/ledger",
    "/help/api",
    "/nowhere",
  ]
}

/** The pages of a form about rows of a spreadsheet: no picture stands on any of them. */
async function rowPages(lea: Client): Promise<string[]> {
  const { project } = await lea.act<{ project: string }>("project.duplicate", {
    project: "street-questions",
    name: "Shops",
  })
  const { draft } = await lea.ask<{ draft: ProjectDraft }>("project.draft", { project })
  const settings = { ...draft.settings, about: "row" }
  await lea.act("project.saveDraft", { project, draft: { ...draft, settings } })
  await ingestFiles(lea, project, [
    ["shops.csv", new TextEncoder().encode("shop,town\nLe Blé,Metz\nAu <i>Four</i>,\n")],
  ])
  return ["/images", "/imports", "/labels"].map((path) => `/p/${project}${path}`)
}

/** With an invitation that works; the other links lead to nothing. */
async function visitorPages(lea: Client): Promise<string[]> {
  const { links } = await lea.act<{ links: { link: string }[] }>("people.invite", {
    project: "market-photos",
    people: [{ name: "Noor", email: null, roles: ["annotator"] }],
    maxUses: 1,
  })
  const { pathname, hash } = new URL(links[0]?.link ?? "")
  return ["/signin", "/about", "/reset", "/reset#nothing", "/join", pathname + hash, "/setup", "/enter", "/verify"]
}

/** Pages that work whole on a phone (screens.md, end of section 10b). */
const ON_A_PHONE =
  /^\/(work|work\/(history|decisions|hours|hours\/statement|learn|learn\/mentor|about-me|record|record\/.+)|verify|projects|review|p\/[^/]+|p\/[^/]+\/(conditions|record|images|people|models|quality|versions|versions\/1(\/labor)?)|label\/market-photos)$/

/** Tasks that say in a heading what they are about; a canvas has its name alone. */
const SAYS_WHAT = /^\/label\/(boxes-to-check|livelier-streets|market-calls)$/

/** What is wrong, and where. */
type Found = readonly [what: string, where: string]

/** One line for each thing, with the places where it is. */
function byThing(found: readonly Found[]): string[] {
  const places = new Map<string, string[]>()
  for (const [what, where] of found) places.set(what, [...(places.get(what) ?? []), where])
  return [...places].map(([what, where]) => `${what}\n    on ${where.length}: ${where.slice(0, 6).join(", ")}`)
}

interface Walk {
  readonly name: string | null
  readonly paths: readonly string[]
  readonly language: "en" | "fr"
}

async function walk({ name, paths, language }: Walk): Promise<Found[]> {
  const { page, errors } = await visit(browser, {
    viewport: SCREEN,
    colorScheme: "light",
    locale: language === "fr" ? "fr-FR" : "en-GB",
  })
  if (name !== null) {
    const preferences = { language, theme: "system", keyHints: true, mirrored: false }
    await (await enterAs(server, name)).act("account.update", { preferences })
    await page.goto(await linkOf(server, name))
    await page.waitForURL((url) => url.pathname !== "/enter")
    await arrived(page)
  }
  const found: Found[] = []
  for (const path of paths) {
    errors.length = 0
    await page.goto(server.origin + path)
    const wrong = await wrongOn(page, path, language).catch((error) => [
      `did not arrive: ${String(error).slice(0, 120)}`,
    ])
    // A visitor's question about a link that does not exist is refused, and browsers write that down.
    const said = errors.filter((error) => name !== null || !/status of 40[0-9]/.test(error))
    found.push(...[...wrong, ...said].map((what) => [what, `${language} ${path}`] as const))
  }
  return found
}

async function wrongOn(page: Page, path: string, language: "en" | "fr"): Promise<string[]> {
  await arrived(page)
  // Everything once, in English and light; then the colours of dark, which are all that differs.
  const found = language === "en" ? await barriers(page) : []
  await page.emulateMedia({ colorScheme: "dark" })
  found.push(...(await barriers(page, "color-contrast")))
  await page.emulateMedia({ colorScheme: "light" })
  const words = untranslated(await wordsOn(page), language).map((word) => `not translated: ${word}`)
  const wide = (await scrollsSideways(page)) ? ["wider than 1,280 px"] : []
  const cut = (await isNavigationCut(page)) ? ["a page of the navigation is out of sight"] : []
  const headless = SAYS_WHAT.test(path) && !(await hasHeading(page)) ? ["a task without one first heading"] : []
  const tall = (await isPictureTall(page)) ? ["the picture grows as tall as what stands beside it"] : []
  return [
    ...found,
    ...words,
    ...wide,
    ...cut,
    ...headless,
    ...tall,
    ...(ON_A_PHONE.test(path) ? await wrongOnPhone(page) : []),
  ]
}

/** Whether a long list beside a picture makes its pane as tall, so that the picture slides out of sight (found O31). */
function isPictureTall(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLElement>("[data-canvas]")
    const long = document.createElement("div")
    long.style.height = "3000px"
    canvas?.parentElement?.lastElementChild?.append(long)
    const isTall = canvas !== null && canvas.offsetHeight > window.innerHeight
    long.remove()
    return isTall
  })
}

/** Whether whoever hears the page finds the one heading that says what it is about. */
const hasHeading = async (page: Page) => (await page.getByRole("heading", { level: 1 }).count()) === 1

/** Whether the left column hides pages under its fold in a window 600 high (found L2). */
function isNavigationCut(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const middle = document.querySelector("[data-pages]")
    return middle !== null && middle.scrollHeight > middle.clientHeight
  })
}

async function wrongOnPhone(page: Page): Promise<string[]> {
  await page.setViewportSize(PHONE)
  const wide = await scrollsSideways(page)
  await page.setViewportSize(SCREEN)
  return wide ? ["wider than a phone (390 px)"] : []
}

test("every page, in light and dark, English and French: no barrier, no error, no missing word, nothing too wide", async () => {
  const [awa, moussa, lea] = await Promise.all(["Awa", "Moussa", "Léa"].map((name) => enterAs(server, name)))
  if (!awa || !moussa || !lea) throw new Error("Somebody could not come in.")
  const people = [
    { name: "Awa", paths: await annotatorPages(awa) },
    { name: "Moussa", paths: await reviewerPages(moussa) },
    { name: "Léa", paths: [...ownerPages(), ...(await rowPages(lea))] },
    { name: null, paths: await visitorPages(lea) },
  ]
  const found: Found[] = []
  for (const language of ["en", "fr"] as const)
    for (const each of await Promise.all(people.map((person) => walk({ ...person, language })))) found.push(...each)
  const pages = people.reduce((sum, person) => sum + person.paths.length, 0)
  const wrong = byThing(found)
  console.log(`${pages} pages, English and French, light and dark: ${wrong.length} things wrong\n${wrong.join("\n")}`)
  expect(wrong).toEqual([])
  // Some fifty pages four times over, each looked at from top to bottom.
}, 600_000)
