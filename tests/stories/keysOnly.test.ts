import { randomUUID } from "node:crypto"
import { eventually } from "@justesse/db/testing/eventually"
import { boundsOfShape } from "@justesse/types"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { SentTask } from "@justesse/types/wire/work/history"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { join, openProject, PASSWORD, setUp } from "../support/studio.ts"
import { picture, regions, saved } from "../support/taskPage.ts"

// A keyboard and nothing else: from the sign-in page to a box that is sent, and to a difference that is decided.

const PROJECT = "by-hand"
const SIZE = { width: 800, height: 600 }

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2].map((number) => jpeg(number, SIZE.width, SIZE.height)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 2, pictures })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** What has the focus: its name as it is read out, as far as its own attributes and words say it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    if (!at || at === document.body) return ""
    const labels = at instanceof HTMLInputElement ? [...(at.labels ?? [])].map((label) => label.textContent) : []
    return (at.getAttribute("aria-label") ?? labels[0] ?? at.textContent ?? "").trim()
  })

/** Tab until that has the focus, as somebody without a mouse goes there; on the way each stop can be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = []
  for (let presses = 0; presses < 60; presses++) {
    const here = await focused(page)
    if (name.test(here)) return
    passed.push(here)
    await page.keyboard.press("Tab")
  }
  throw new Error(`Tab does not lead to ${name}: ${passed.join(" | ")}`)
}

/** Somebody at the sign-in page, whose mouse is in a drawer: each press of it would be counted. */
async function arrive(name: string): Promise<{ page: Page; errors: string[]; presses: () => Promise<number> }> {
  const { page, errors } = await visit(browser)
  let pressed = 0
  await page.exposeFunction("countPress", () => {
    pressed++
  })
  await page.addInitScript("addEventListener('pointerdown', () => window.countPress(), true)")
  await page.goto(`${server.origin}/signin`)
  await arrived(page)
  await tabTo(page, /^E-mail address/)
  await page.keyboard.type(`${name.toLowerCase()}@justesse.example`)
  await tabTo(page, /^Password/)
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => url.pathname !== "/signin")
  await arrived(page)
  return { page, errors, presses: async () => pressed }
}

async function press(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key)
}

/** The last answer of a person, as the server has it. */
async function lastOf(client: Client): Promise<SentTask | null> {
  const asked = { project: PROJECT, before: null }
  return (await client.ask<{ task: SentTask | null }>("work.previous", asked)).task
}

const boxesOf = async (client: Client) =>
  ((await lastOf(client))?.body.regions ?? []).map(({ geometry }) => boundsOfShape(geometry))

test("without a mouse somebody new signs in, draws, labels, moves, sends and takes back; a reviewer decides", async () => {
  const nell = await join(owner, PROJECT, "Nell", ["annotator"])
  const other = await join(owner, PROJECT, "Otto", ["annotator"])
  await join(owner, PROJECT, "Rhea", ["reviewer"])

  const { page, errors, presses } = await arrive("Nell")
  await tabTo(page, /^Projects/)
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => url.pathname === "/projects")
  await arrived(page)
  await tabTo(page, /^Label$/)
  await page.keyboard.press("Enter")
  await picture(page).waitFor()

  // The first box: the crosshair goes by arrows, a tap on the space bar sets each corner.
  await page.keyboard.press("2")
  await press(page, "Shift+ArrowLeft", 8)
  await page.keyboard.press("Space")
  await press(page, "Shift+ArrowRight", 6)
  await press(page, "Shift+ArrowDown", 5)
  await page.keyboard.press("Space")
  await eventually(() => regions(page).count()).toBe(1)
  await regions(page).filter({ hasText: /other/ }).waitFor()
  const drawn = await regions(page).first().getAttribute("aria-label")
  await page.keyboard.press("Shift+Digit1")
  await regions(page).filter({ hasText: /thing/ }).waitFor()
  // Chosen by Tab, moved by arrows.
  await page.keyboard.press("Tab")
  await press(page, "ArrowRight", 3)
  await press(page, "Shift+ArrowDown", 2)
  await saved(page).waitFor()
  const task = page.url()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Enter")
  await page.getByText("Sent.", { exact: true }).waitFor()
  await eventually(() => page.url()).not.toBe(task)
  await eventually(async () => (await boxesOf(nell)).length).toBe(1)
  const [first] = await boxesOf(nell)
  if (!first) throw new Error("One box was sent.")

  await page.keyboard.press("p")
  await eventually(() => page.url()).toBe(task)
  await eventually(() => regions(page).count()).toBe(1)
  await page.getByRole("button", { name: "Send again" }).waitFor()
  await press(page, "Tab", 1)
  await press(page, "ArrowLeft", 1)
  await page.keyboard.press("Escape")
  await page.keyboard.press("Control+Enter")
  await eventually(() => page.url()).not.toBe(task)
  await eventually(() => boxesOf(nell)).toEqual([{ ...first, x: first.x - 1 }])
  const second = await lastOf(nell)
  expect(drawn).toMatch(/^other, \d+ by \d+ pixels$/)
  expect(second?.body.regions.map(({ label }) => `${label}`)).toEqual(["thing"])

  // Somebody else names it differently: there is something to decide.
  const { leases } = await other.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const lease = leases[0]
  if (!lease || !second) throw new Error("A second answer needs a task and a first one.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const body = { nothingHere: false, regions: second.body.regions.map((region) => ({ ...region, label: "other" })) }
  const answer = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  await other.act("work.submitNext", answer)

  const review = await arrive("Rhea")
  await tabTo(review.page, /^Review/)
  await review.page.keyboard.press("Enter")
  await review.page.waitForURL((url) => url.pathname.startsWith("/review"))
  await arrived(review.page)
  await tabTo(review.page, new RegExp(PROJECT))
  await review.page.keyboard.press("Enter")
  const start = review.page.getByRole("link", { name: /^Start/ })
  await start.waitFor({ timeout: 20_000 })
  await review.page.keyboard.press("Enter")
  await review.page.getByRole("img").first().waitFor()
  await review.page.getByText(/difference 1 of 1/).waitFor()
  await review.page.keyboard.press("a")
  await review.page.getByRole("button", { name: /^Finish/ }).waitFor()
  await review.page.keyboard.press("Enter")
  await review.page.getByText("Nothing is disputed").first().waitFor()
  expect([await presses(), await review.presses()]).toEqual([0, 0])
  expect([errors, review.errors]).toEqual([[], []])
})
