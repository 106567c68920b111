import { eventually } from "@justesse/db/testing/eventually"
import { loadFaces } from "@justesse/fixtures"
import { page as drawPage } from "@justesse/fixtures/receipt/pages"
import { overlapOf } from "@justesse/quality/shapes/overlap"
import type { Region } from "@justesse/types"
import type { SentTask } from "@justesse/types/wire/work/history"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, join, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions } from "../support/taskPage.ts"

// Lines by themselves: proposed by a key, decided by keys, and sent only as far as somebody decided them.

const SKEW = 4
const receipt = drawPage(1, loadFaces(), { skew: SKEW })

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const bytes = await sharp(Buffer.from(receipt.svg)).jpeg({ quality: 85 }).toBuffer()
  const empty = await sharp({ create: { width: 800, height: 600, channels: 3, background: "#f2f0e8" } })
    .jpeg()
    .toBuffer()
  await openProject(owner, { slug: "receipts", kind: "transcription", overlap: 9, pictures: [bytes] })
  await openProject(owner, { slug: "blank", kind: "transcription", overlap: 9, pictures: [empty] })
  const writing = { palette: ["æ", "œ", "ſ"], languages: [], direction: "ltr" as const }
  await openProject(
    owner,
    { slug: "written", kind: "transcription", overlap: 9, pictures: [empty, bytes] },
    { ...DEFAULTS, settings: { ...DEFAULTS.settings, writing } },
  )
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

async function newcomer(project: string, name: string) {
  const client = await join(owner, project, name, ["annotator"])
  const visiting = await visit(browser)
  await signIn(visiting.page, server.origin, `${name.toLowerCase()}@justesse.example`)
  await visiting.page.goto(`${server.origin}/label/${project}`)
  await picture(visiting.page).waitFor()
  return { ...visiting, client }
}

/** How many proposals are open, as their block says it; without any there is none. */
async function countOpen(page: Page): Promise<number> {
  const told = await page.getByRole("region", { name: "A model proposes" }).allInnerTexts()
  return Number(/(\d+) not looked at/.exec(told.join())?.[1] ?? 0)
}
const hint = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text })

/** The lines of the receipt that some region lies on, at IoU 0.5. */
const covered = (answer: readonly Region[]) =>
  receipt.truth.regions.filter((line) => answer.some((one) => overlapOf(line.geometry, one.geometry) >= 0.5)).length

test("a tilted receipt is done by keys alone: lines proposed, one refused, one changed, all others taken in one step, and sent", async () => {
  const { page, client, errors } = await newcomer("receipts", "Keys")
  let keys = 0
  const press = (key: string) => {
    keys++
    return page.keyboard.press(key)
  }
  await press("Shift+T")
  await hint(page, /lines proposed/).waitFor()
  const count = await countOpen(page)
  expect(count).toBeGreaterThanOrEqual(receipt.truth.regions.length - 1)

  await press("n")
  await hint(page, `${count - 1} left`).waitFor()
  await press("Shift+ArrowRight")
  await eventually(() => countOpen(page)).toBe(count - 2)
  await press("Shift+Y")
  await hint(page, `${count - 2} proposals accepted`).waitFor()
  // One step: one undo brings all of them back, and one redo takes them.
  await page.keyboard.press("Control+z")
  await eventually(() => countOpen(page)).toBe(count - 2)
  await page.keyboard.press("Control+y")
  await eventually(() => countOpen(page)).toBe(0)
  expect(keys).toBeLessThan(receipt.truth.regions.length / 2)

  // Lines without a text are asked about once; the first of them has the caret meanwhile.
  await page.keyboard.press("Control+Enter")
  await hint(page, `${count - 1} lines have no text. Send all the same?`).waitFor()
  await page.locator("#task-field:focus").waitFor()
  await page.keyboard.press("Control+Enter")
  await hint(page, /^Sent\./).waitFor()
  const before = { project: "receipts", before: null }
  const { task } = await client.ask<{ task: SentTask | null }>("work.previous", before)
  const answer = task?.body.regions ?? []
  expect(answer).toHaveLength(count - 1)
  expect(covered(answer)).toBeGreaterThanOrEqual(receipt.truth.regions.length - 3)
  const rotations = answer.flatMap(({ geometry }) => (geometry.type === "rotatedBox" ? [geometry.rotation] : []))
  expect(rotations.length).toBeGreaterThan(5)
  for (const rotation of rotations) expect(Math.abs(rotation - SKEW)).toBeLessThan(0.5)
  expect(answer.some((region) => "proposed" in region || "origin" in region)).toBe(false)
  expect(errors).toEqual([])
})

test("an untouched proposal is never sent: it is asked about first, also after the page was loaded again", async () => {
  const { page, errors } = await newcomer("receipts", "Asked")
  const address = page.url()
  await page.keyboard.press("Shift+T")
  await hint(page, /lines proposed/).waitFor()
  const count = await countOpen(page)
  for (let enter = 0; enter < 3; enter++) await page.keyboard.press("Control+Enter")
  await hint(page, `Not sent yet: ${count} proposed lines are left`).waitFor()
  expect(page.url()).toBe(address)
  await hint(page, /^Saved$/).waitFor()
  await page.reload()
  await picture(page).waitFor()
  await eventually(() => countOpen(page)).toBe(count)
  // Escape leaves the text of the line in hand: letters are keys then.
  await page.keyboard.press("Escape")
  await page.keyboard.press("Shift+Y")
  await eventually(() => countOpen(page)).toBe(0)
  expect(errors).toEqual([])
})

test("what is drawn is not proposed again, and no line on an empty page is said", async () => {
  const { page, errors } = await newcomer("receipts", "Drawn")
  await page.keyboard.press("Shift+T")
  await hint(page, /lines proposed/).waitFor()
  const count = await countOpen(page)
  await page.keyboard.press("Escape")
  await page.keyboard.press("Shift+T")
  await hint(page, "All the lines that were found are here already.").waitFor()
  expect(await countOpen(page)).toBe(count)

  const blank = await newcomer("blank", "Blank")
  await blank.page.keyboard.press("Shift+T")
  await hint(blank.page, "No lines of text were found. Draw them with B.").waitFor()
  await drag(blank.page, [0.4, 0.2], [0.6, 0.3])
  await eventually(() => regions(blank.page).count()).toBe(1)
  expect([...errors, ...blank.errors]).toEqual([])
})

test("a line is cut and joined from its text, a word of it marked, and a sign taken from the palette, by keys alone", async () => {
  const { page, client, errors } = await newcomer("written", "Writer")
  await drag(page, [0.2, 0.2], [0.8, 0.3])
  await eventually(() => regions(page).count()).toBe(1)
  const text = page.getByRole("textbox", { name: /text/i }).first()
  await page.keyboard.type("LE BLE OR")
  // In place of the last two letters, by the second key of the palette.
  await page.keyboard.press("Shift+ArrowLeft")
  await page.keyboard.press("Shift+ArrowLeft")
  await page.keyboard.press("F7")
  await page.keyboard.press("2")
  await expect.poll(() => text.inputValue()).toBe("LE BLE œ")
  for (let letter = 0; letter < 2; letter++) await page.keyboard.press("ArrowLeft")
  await page.keyboard.press("Control+e")
  await eventually(() => regions(page).count()).toBe(2)
  await page.keyboard.press("Shift+Enter")
  await expect.poll(() => text.inputValue()).toBe("LE BLE")
  // Cut again, its second part is the third line that was made, and is counted by its place.
  for (let letter = 0; letter < 3; letter++) await page.keyboard.press("ArrowLeft")
  await page.keyboard.press("Control+e")
  await page.getByRole("region", { name: "Line" }).getByText("2 of 3", { exact: true }).waitFor()
  await page.keyboard.press("Control+m")
  await page.keyboard.press("Shift+Enter")
  await page.keyboard.press("Control+m")
  await eventually(() => regions(page).count()).toBe(1)
  await expect.poll(() => text.inputValue()).toBe("LE BLE œ")
  // Its label is set while its text has the caret.
  await page.keyboard.press("Alt+2")
  await page.locator("#task-field:focus").waitFor()
  await page.keyboard.press("Home")
  await page.keyboard.press("Shift+ArrowRight")
  await page.keyboard.press("Shift+ArrowRight")
  await page.keyboard.press("F8")
  await hint(page, /^Saved$/).waitFor()
  // Opened again, where every line is read: the caret is in none of them, and a letter is a key.
  await page.reload()
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("v")
  await page.getByRole("button", { name: "Select", pressed: true }).waitFor()
  await page.keyboard.press("Control+Enter")
  await hint(page, /^Sent\./).waitFor()
  const { task } = await client.ask<{ task: SentTask | null }>("work.previous", { project: "written", before: null })
  expect(task?.body.regions).toMatchObject([
    { label: "other", transcript: { value: "LE BLE œ", parts: [{ from: 0, to: 2, mark: "unsure" }] } },
  ])
  expect(errors).toEqual([])
})

test("looking is said and can be given up: then nothing is proposed, and the next time it is", async () => {
  const { page, errors } = await newcomer("receipts", "Patient")
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.context().route(/\/assets\/worker-/, async (route) => {
    await held
    await route.continue()
  })
  await page.getByRole("button", { name: "Propose lines of text" }).click()
  await hint(page, "Looking for lines of text…").waitFor()
  await page.keyboard.press("Escape")
  await eventually(() => hint(page, "Looking for lines of text…").count()).toBe(0)
  goOn()
  expect(await regions(page).count()).toBe(0)
  await page.keyboard.press("Shift+T")
  await hint(page, /lines proposed/).waitFor()
  expect(await countOpen(page)).toBeGreaterThan(20)
  expect(errors).toEqual([])
})
