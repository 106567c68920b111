import { randomUUID } from "node:crypto"
import { eventually } from "@justesse/db/testing/eventually"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

const PROJECT = "labels-of-prices"
const line = (value: string) => ({
  id: "1",
  geometry: { type: "box", x: 40, y: 60, width: 200, height: 24 },
  label: "thing",
  transcript: { value },
})
/** Who read a point where the others read a comma. */
const AUTHOR = "Imani"

let browser: Browser
let server: Server
let owner: Client
let author: Client
const people = new Map<string, Client>()

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  await openProject(owner, { slug: PROJECT, kind: "transcription", overlap: 3, pictures: [await jpeg(1, 400, 300)] })
  const markdown = "## 1 Prices\n\nA price is written as it stands on the sign.\n"
  await owner.act("guideline.save", { project: PROJECT, baseVersion: 1, markdown, note: "" })
  for (const name of ["Awa", "Jonas", AUTHOR]) {
    const person = await join(owner, PROJECT, name, ["annotator"])
    if (name === AUTHOR) author = person
    const { leases } = await person.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
    await send(person, leases[0], line(name === AUTHOR ? "0.50" : "0,50"))
  }
  for (const name of ["Rosa", "Sam", "Tess"]) people.set(name, await join(owner, PROJECT, name, ["reviewer"]))
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

type Held = Pick<HeldLeases["leases"][number], "assignmentId" | "fence" | "ontologyVersion" | "guidelineVersion">

async function send(person: Client, held: Held | undefined, region: unknown): Promise<void> {
  if (!held) throw new Error("There is no task.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = held
  const body = { nothingHere: false, regions: [region] }
  const given = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  await person.act("work.submitNext", given)
}

/** The author sends the answer again as it was. */
async function repair(): Promise<void> {
  const asked = { search: "", project: null, states: [], cursor: null, limit: 1 }
  const { rows } = await author.ask<{ rows: { assignmentId: string }[] }>("work.history", asked)
  await send(author, await author.act<Held>("work.revise", { assignmentId: rows[0]?.assignmentId }), line("0.50"))
}

interface Mine {
  readonly rows: readonly { readonly decision: string; readonly status: string }[]
}

const mine = async () =>
  (await author.ask<Mine>("decision.list", { state: "all", cursor: null, limit: 5 })).rows[0] ?? null

async function comes(name: string): Promise<{ page: Page; errors: string[] }> {
  const visited = await visit(browser)
  await signIn(visited.page, server.origin, `${name.toLowerCase()}@justesse.example`)
  return visited
}

/** What is wrong with the page in a small window: barriers in light and dark, words, and what is too wide or out of the window. */
async function wrongOn(page: Page, language: "en" | "fr" = "en"): Promise<string[]> {
  await page.setViewportSize({ width: 1280, height: 600 })
  const found = await barriers(page)
  await page.emulateMedia({ colorScheme: "dark" })
  found.push(...(await barriers(page, "color-contrast")))
  await page.emulateMedia({ colorScheme: "light" })
  const words = untranslated(await wordsOn(page), language)
  return [...found, ...words, ...((await scrollsSideways(page)) ? ["wider than the window"] : [])]
}

/** The page in French, as it says it, and back in English. */
async function wrongInFrench(page: Page, name: string, ready: string): Promise<string[]> {
  const speak = async (language: "en" | "fr") => {
    const preferences = { language, theme: "system", keyHints: true, mirrored: false }
    await people.get(name)?.act("account.update", { preferences })
    await page.reload()
  }
  await speak("fr")
  await page.getByRole("heading", { name: ready }).waitFor()
  const found = await wrongOn(page, "fr")
  await speak("en")
  return found
}

/** The disputed task, opened from the queue by Enter. */
async function openDispute(page: Page): Promise<void> {
  await eventually(async () => {
    await page.goto(`${server.origin}/review/${PROJECT}`)
    await page.getByRole("heading", { level: 1 }).waitFor()
    return page.getByRole("link", { name: /^Start/ }).count()
  }).toBe(1)
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: /difference 1 of 1/ }).waitFor()
}

test("a reviewer asks for repair first, and proposes a rejection of what came again as it was, by keys", async () => {
  const { page, errors } = await comes("Rosa")
  await openDispute(page)
  await page.keyboard.press("r")
  const back = page.getByRole("region", { name: "Send back for repair" })
  await back.first().waitFor()
  // The answer of one against two is the one that is meant.
  expect(
    await back
      .first()
      .getByRole("button", { name: /^Answer /, pressed: true })
      .count(),
  ).toBe(1)
  await page.keyboard.press("Enter")
  await page.getByText(/was sent back to its author/).waitFor()
  expect(await mine()).toMatchObject({ status: "returned" })

  await repair()
  await openDispute(page)
  await page.keyboard.press("r")
  const panel = page.getByRole("region", { name: "Propose a rejection" }).first()
  await panel.getByText("holds", { exact: true }).waitFor()
  await panel.getByText(/^Sent back .*It came again/).waitFor()
  expect(await panel.getByRole("button", { name: /^text read wrongly/, pressed: true }).count()).toBe(1)
  expect(await wrongOn(page)).toEqual([])
  // A reason that nothing at this place shows cannot be sent; the letters of answers sleep.
  await page.keyboard.press("1")
  await panel.getByText("does not hold").waitFor()
  await page.keyboard.press("Enter")
  await page.keyboard.press("a")
  await page.getByRole("button", { name: /^Propose/, disabled: true }).waitFor()
  expect(await mine()).toMatchObject({ status: "submitted" })
  await page.keyboard.press("5")
  await panel.getByText("holds", { exact: true }).waitFor()
  await page.keyboard.press("Enter")
  await page.getByText(/^A rejection is proposed\. A second person has until/).waitFor()
  expect(await mine()).toMatchObject({ status: "proposed" })
  // Once proposed nothing more can be asked for.
  await page.keyboard.press("r")
  await page.getByRole("region", { name: "Nothing can be asked for now" }).waitFor()
  await page.keyboard.press("Escape")
  await page.getByRole("region", { name: "Text differs" }).waitFor()
  expect(errors).toEqual([])
})

test("a second person sees what was held against it, without names, and agrees by Y and Enter; nothing is chosen before", async () => {
  const { page, errors } = await comes("Sam")
  await page.goto(`${server.origin}/review/${PROJECT}`)
  await page.getByText("1 proposed rejection waits for a second person.").waitFor()
  await page.getByRole("link", { name: "Open", exact: true }).click()
  await page.getByRole("heading", { name: "Should this answer be rejected?" }).waitFor()
  const words = await page.locator("aside").innerText()
  expect(words).toContain("Proposed: text read wrongly")
  expect(words).toContain("0.50")
  for (const name of ["Rosa", "Imani", "Awa", "Jonas"])
    expect(await page.locator("body").innerText()).not.toContain(name)
  expect(await page.getByRole("button", { pressed: true, name: /^(Agree|Disagree)/ }).count()).toBe(0)
  expect(await wrongOn(page)).toEqual([])
  expect(await wrongInFrench(page, "Sam", "Faut-il refuser cette réponse ?")).toEqual([])
  await page.getByRole("heading", { name: "Should this answer be rejected?" }).waitFor()
  await page.keyboard.press("Enter")
  expect(await mine()).toMatchObject({ status: "proposed" })
  await page.keyboard.press("n")
  await page.getByRole("button", { pressed: true, name: /^Disagree/ }).waitFor()
  await page.keyboard.press("y")
  await page.getByRole("button", { pressed: true, name: /^Agree/ }).waitFor()
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => url.pathname === `/review/${PROJECT}`)
  expect(await mine()).toMatchObject({ status: "rejected" })
  expect(await page.getByText(/waits for a second person/).count()).toBe(0)
  expect(errors).toEqual([])
})

/** The author appeals while there is no network: it is kept where it was pressed, and goes out by itself. */
async function appealOffline(decision: string, text: string): Promise<void> {
  const { page, errors } = await comes(AUTHOR)
  await page.goto(`${server.origin}/work/decisions/${decision}`)
  await page.getByRole("textbox", { name: "Why, if you like" }).fill(text)
  await page.context().setOffline(true)
  await page.getByRole("button", { name: /^Appeal/ }).click()
  await page.getByText(/^“Appeal”, done here on .* is kept on this computer\./).waitFor()
  expect(await page.getByText(text).count()).toBe(1)
  expect(await wrongOn(page)).toEqual([])
  expect(await mine()).toMatchObject({ status: "rejected" })
  // Another page of the same browser sends it, also when the one where it was pressed is gone.
  const context = page.context()
  await page.close()
  await context.setOffline(false)
  const later = await context.newPage()
  await later.goto(`${server.origin}/work`)
  await eventually(async () => (await mine())?.status).toBe("appealed")
  await later.goto(`${server.origin}/work/decisions/${decision}`)
  await later.getByRole("button", { name: "Take the appeal back" }).waitFor()
  expect(await later.getByText(/kept on this computer/).count()).toBe(0)
  expect(errors.filter((error) => !error.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([])
}

/** Somebody else who could decide says that they are away: nobody draws them. */
async function oneIsAway(): Promise<Page> {
  people.set("Uma", await join(owner, PROJECT, "Uma", ["reviewer"]))
  const { page } = await comes("Uma")
  await page.goto(`${server.origin}/settings#away`)
  await page.getByRole("button", { name: "I am away" }).click()
  await page.getByText("You are away until the end of").waitFor()
  expect(await wrongOn(page)).toEqual([])
  expect(await wrongInFrench(page, "Uma", "Mes réglages")).toEqual([])
  await page.getByText("You are away until the end of").waitFor()
  return page
}

test("a third person is drawn for the appeal, decides blind and in writing, and then reads what both sides wrote", async () => {
  const { decision } = (await mine()) ?? { decision: "" }
  const text = "A point stands on the label."
  const away = await oneIsAway()
  await appealOffline(String(decision), text)
  const { page, errors } = await comes("Tess")
  await page.goto(`${server.origin}/work`)
  await page.getByRole("link", { name: "Appeals 1" }).click()
  await page.getByRole("heading", { level: 1, name: "Appeals" }).waitFor()
  await page.getByRole("link", { name: /^Open/ }).waitFor()
  expect(await wrongOn(page)).toEqual([])
  await page.reload()
  await page.getByRole("link", { name: /^Open/ }).waitFor()
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "Which follows the guideline?" }).waitFor()
  // Nothing tells one side from the other: no words of theirs, no reason, no names.
  const shown = await page.locator("body").innerText()
  for (const told of [text, "text read wrongly", "Rosa", "Imani"]) expect(shown).not.toContain(told)
  for (const value of ["0.50", "0,50"]) expect(shown).toContain(value)
  expect(await wrongOn(page)).toEqual([])
  expect(await wrongInFrench(page, "Tess", "Laquelle suit les consignes ?")).toEqual([])
  await page.getByRole("heading", { name: "Which follows the guideline?" }).waitFor()
  await page.keyboard.press("v")
  await page.getByRole("button", { name: "Overlay", pressed: true }).waitFor()
  await page.keyboard.press("c")
  await page.getByRole("button", { name: /^both may stand/, pressed: true }).waitFor()
  await page.keyboard.press("Control+Enter")
  expect(await mine()).toMatchObject({ status: "appealed" })
  await page.keyboard.type("The clause names no decimal sign.")
  await page.keyboard.press("Control+Enter")
  await page.getByRole("heading", { name: "Your answer is sent" }).waitFor()
  await page.getByText("The rejection is overturned: the work counts as good.").waitFor()
  await page.getByText(`The person: “${text}”`).waitFor()
  await page.getByText("The reviewer: text read wrongly.").waitFor()
  expect(await wrongOn(page)).toEqual([])
  expect(await mine()).toMatchObject({ status: "overturned" })
  // The reason can be added to; a reload shows it, and the navigation keeps what was decided.
  await page.getByLabel("Add to your reason; the answer stays").fill("Clause 1 is silent.")
  await page.getByRole("button", { name: "Add it" }).click()
  const written = page.getByRole("region", { name: "What you wrote" }).getByText("Clause 1 is silent.")
  await written.waitFor()
  await page.reload()
  await written.waitFor()
  await page.getByRole("link", { name: "Appeals" }).click()
  await page.getByText(/clause 1 · .* · both may stand/).waitFor()
  await page.getByRole("button", { name: "I am away" }).waitFor()
  await away.getByRole("button", { name: "I am back" }).click()
  await away.getByRole("button", { name: "I am away" }).waitFor()
  expect(errors.filter((error) => !/status of 40/.test(error))).toEqual([])
})
