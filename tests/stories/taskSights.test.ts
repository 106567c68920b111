import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

// What is seen on the task page: chips, signs, locks, words about the network, and a phone.

let browser: Browser
let server: Server
let owner: Client

const paper = (number: number) =>
  sharp({ create: { width: 1200, height: 900, channels: 3, background: { r: 225, g: 225, b: 150 + number } } })
    .jpeg()
    .toBuffer()

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2].map(paper))
  await openProject(owner, { slug: "crates", kind: "boxes", overlap: 9, pictures })
  await openProject(owner, { slug: "slips", kind: "transcription", overlap: 9, pictures })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function newcomer(project: string, name: string, viewport = { width: 1280, height: 800 }) {
  await join(owner, project, name, ["annotator"])
  const visiting = await visit(browser, { viewport })
  await signIn(visiting.page, server.origin, `${name.toLowerCase()}@justesse.example`)
  return visiting
}

async function open(page: Page, project: string): Promise<void> {
  await page.goto(`${server.origin}/label/${project}`)
  await picture(page).waitFor()
}

/** Pixels of a colour on the canvas of the other regions and on the one above it, and how many of the lower ones lie bare. */
async function pixels(page: Page, [r, g, b]: readonly [number, number, number]) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  return page.evaluate(
    ([red, green, blue]) => {
      const [, low, high] = [...document.querySelectorAll<HTMLCanvasElement>("main canvas")]
      if (!low || !high) throw new Error("no canvases")
      const read = (canvas: HTMLCanvasElement) =>
        canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray()
      const [below, above] = [read(low), read(high)]
      const is = (data: Uint8ClampedArray, i: number) =>
        (data[i + 3] ?? 0) > 200 &&
        Math.abs((data[i] ?? 0) - red) + Math.abs((data[i + 1] ?? 0) - green) + Math.abs((data[i + 2] ?? 0) - blue) < 12
      const found = { low: 0, high: 0, bare: 0 }
      for (let i = 0; i < below.length; i += 4) {
        if (is(above, i)) found.high++
        if (!is(below, i)) continue
        found.low++
        if ((above[i + 3] ?? 0) < 200) found.bare++
      }
      return found
    },
    [r, g, b] as const,
  )
}

const CAPTION = [28, 29, 31] as const
const THING = [230, 159, 0] as const
const OTHER = [86, 180, 233] as const

test("a duplicate has one chip, over its own (found B20)", async () => {
  const { page, errors } = await newcomer("crates", "Twice")
  await open(page, "crates")
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await eventually(() => regions(page).count()).toBe(1)
  const one = await pixels(page, CAPTION)
  expect(one.low).toBeGreaterThan(100)
  expect(one.bare).toBe(0)
  await page.keyboard.press("Control+d")
  await eventually(() => regions(page).count()).toBe(2)
  const two = await pixels(page, CAPTION)
  // The first one's chip is bare, the copy's lies under the one that is drawn for the selected box.
  expect(two.low).toBeGreaterThan(1.6 * one.low)
  expect(two.bare).toBeLessThan(1.3 * one.low)
  expect(errors).toEqual([])
})

test("a locked box says why it stays, and a hidden one is not drawn while it is selected (found B23)", async () => {
  const { page, errors } = await newcomer("crates", "Locks")
  await open(page, "crates")
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await eventually(() => regions(page).count()).toBe(1)
  await page.getByRole("button", { name: "Lock", exact: true }).click()
  expect(await page.getByRole("button", { name: /^Delete/ }).isDisabled()).toBe(true)
  await regions(page).first().getByText("locked").waitFor()
  await page.keyboard.press("d")
  await page.getByText("1 is locked: unlock it first, in the list.").waitFor()
  expect(await regions(page).count()).toBe(1)
  const shown = await pixels(page, THING)
  expect(shown.low + shown.high).toBeGreaterThan(100)
  await page.getByRole("button", { name: "Hide", exact: true }).click()
  await eventually(async () => (await pixels(page, THING)).high).toBe(0)
  expect((await pixels(page, THING)).low).toBe(0)
  expect(errors).toEqual([])
})

test("what can be done with a box stays within its column, in French as well (found B22)", async () => {
  const person = await join(owner, "crates", "Longwords", ["annotator"])
  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 600 } })
  await signIn(page, server.origin, "longwords@justesse.example")
  await open(page, "crates")
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await saved(page).waitFor()
  const preferences = { language: "fr", theme: "system", keyHints: true, mirrored: false, showAddress: true }
  await person.act("account.update", { preferences })
  await page.reload()
  await page.locator("li[aria-posinset] > button").first().click()
  const last = page.getByRole("button", { name: /^Supprimer/ })
  await last.waitFor()
  const isInside = await last.evaluate((button) => {
    const row = button.parentElement
    return row !== null && row.scrollWidth <= row.clientWidth && button.getBoundingClientRect().right <= innerWidth
  })
  expect(isInside).toBe(true)
  const cut = await page
    .getByRole("complementary")
    .getByRole("button")
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.textContent),
    )
  expect(cut).toEqual([])
  expect(errors).toEqual([])
})

test("an unselected line shows its label's colour and digit on the page itself (found B4)", async () => {
  const { page, errors } = await newcomer("slips", "Signs")
  await open(page, "slips")
  await page.getByRole("radio", { name: "other" }).click()
  await drag(page, [0.4, 0.2], [0.6, 0.25])
  await page.keyboard.type("12,50")
  await page.keyboard.press("F8")
  await page.keyboard.press("Enter")
  await eventually(async () => (await pixels(page, OTHER)).low).toBeGreaterThan(300)
  // The sign of the mark behind it.
  expect((await pixels(page, [255, 212, 59])).low).toBeGreaterThan(80)
  expect(errors).toEqual([])
})

test("Ctrl and A paints no words, and a press on the picture clears what was painted (found B19)", async () => {
  const { page } = await newcomer("crates", "Blue")
  await open(page, "crates")
  const painted = () => page.evaluate(() => String(window.getSelection()))
  await page.keyboard.press("Control+a")
  expect(await painted()).toBe("")
  await page.evaluate(() => window.getSelection()?.selectAllChildren(document.body))
  expect(await painted()).not.toBe("")
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  expect(await painted()).toBe("")
})

test("the line about a studio that does not answer goes when it answers again (found B9)", async () => {
  const { page } = await newcomer("crates", "Away")
  await open(page, "crates")
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await page
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor()
  await page.route(/\/trpc\//, (route) => route.abort())
  await drag(page, [0.6, 0.6], [0.7, 0.7])
  await page.getByText("The studio does not answer.").waitFor()
  await page.unroute(/\/trpc\//)
  await page.getByText("The studio does not answer.").waitFor({ state: "detached" })
  expect(await regions(page).count()).toBe(2)
})

test("3,200 % stands on one line, and going on shows and opens the picture that was begun (found B26)", async () => {
  const { page, errors } = await newcomer("crates", "Zoom")
  await open(page, "crates")
  for (let press = 0; press < 24; press++) await page.keyboard.press("+")
  const figure = page.getByText(/^3200.%$/)
  const { width = 99, height = 99 } = (await figure.boundingBox()) ?? {}
  expect(height).toBeLessThan(16)
  expect(width).toBeLessThan(39)
  await page.keyboard.press("f")
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await page
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor()
  const address = page.url()
  await page.goto(`${server.origin}/work`)
  const shown = page.locator("section img")
  await shown.waitFor()
  await eventually(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await page
    .getByRole("link", { name: /^Continue/ })
    .first()
    .click()
  await page.waitForURL(address)
  expect(errors).toEqual([])
})

test("a phone is told that it needs a larger screen, and what can be done there; nothing is begun (found B17)", async () => {
  const { page, errors } = await newcomer("crates", "Phone", { width: 390, height: 800 })
  const begun: string[] = []
  page.on("request", (request) => {
    if (/work\.(next|open)/.test(request.url())) begun.push(request.url())
  })
  await page.goto(`${server.origin}/label/crates`)
  await page.getByRole("heading", { name: "This page needs a larger screen" }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.getByRole("link", { name: "Guideline" }).click()
  await page.waitForURL(/\/p\/crates\/guideline$/)
  expect(begun).toEqual([])
  await page.goto(`${server.origin}/work/about-me`)
  await page.getByText("All data", { exact: true }).click()
  await page.getByRole("table").waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const right = await page.getByRole("columnheader").last().boundingBox()
  expect((right?.x ?? 999) + (right?.width ?? 0)).toBeLessThanOrEqual(390)
  expect(errors).toEqual([])
})

test("the page says what an empty one wants, which edge moves, and every key and way of the mouse (found P4, P6, P8, P12)", async () => {
  const { page, errors } = await newcomer("crates", "Reader")
  await open(page, "crates")
  await page.getByText("Nothing drawn yet. Click or drag on the picture.").waitFor()
  await drag(page, [0.04, 0.86], [0.2, 0.96])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("w")
  const hint = page.getByRole("status").filter({ hasText: "The arrows move the left edge." })
  await hint.waitFor()
  // What is changed is seen whole: the hint stands beside it.
  const [said, frame] = await Promise.all([hint.boundingBox(), picture(page).boundingBox()])
  expect(said?.x ?? 0).toBeGreaterThan((frame?.x ?? 0) + 0.2 * (frame?.width ?? 0))
  await page.keyboard.press("w")
  await page.getByText("The arrows move the top edge.").waitFor()
  await page.keyboard.press("Escape")
  await page.getByText("The arrows move the top edge.").waitFor({ state: "hidden" })
  await page.keyboard.press("?")
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts of this page" })
  for (const way of ["Move the picture", "Zoom at the pointer", "A box, by two corners"])
    await keys.getByText(way).waitFor()
  // Every desktop takes these two for itself.
  expect(await keys.getByText("Alt Tab").count()).toBe(0)
  expect(errors).toEqual([])
})

test("a box too small for its chip shows it under the pointer (found P5)", async () => {
  const { page, errors } = await newcomer("crates", "Small")
  await open(page, "crates")
  await drag(page, [0.5, 0.5], [0.52, 0.52])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("v")
  await page.keyboard.press("Escape")
  await page.mouse.move(5, 300)
  await eventually(async () => (await pixels(page, CAPTION)).high).toBe(0)
  const box = await picture(page).boundingBox()
  await page.mouse.move((box?.x ?? 0) + 0.51 * (box?.width ?? 0), (box?.y ?? 0) + 0.51 * (box?.height ?? 0), {
    steps: 3,
  })
  await eventually(async () => (await pixels(page, CAPTION)).high).toBeGreaterThan(100)
  expect(errors).toEqual([])
})

test("a screen reader hears what a control does, not its key; Tab walks the page after Escape; labels keep their order (found K2, K3, K4, K6)", async () => {
  const { page, errors } = await newcomer("crates", "Listener")
  await open(page, "crates")
  for (const name of ["Submit and next", "Skip", "Ask", "Nothing here"])
    await page.getByRole("button", { name, exact: true }).waitFor()
  await page.getByRole("button", { name: /^Zoom to 100 %, now \d+\s%$/ }).waitFor()
  const labels = page.getByRole("radiogroup", { name: "Label" }).getByRole("radio")
  await page.getByRole("radio", { name: "thing", exact: true }).waitFor()
  const order = () => labels.allTextContents()
  const before = await order()
  expect(before.length).toBe(2)
  await page.keyboard.press("2")
  await drag(page, [0.3, 0.3], [0.5, 0.5])
  await saved(page).waitFor()
  expect(await order()).toEqual(before)
  const focused = () => page.evaluate(() => document.activeElement?.tagName ?? "")
  await page.keyboard.press("Escape")
  await page.keyboard.press("Tab")
  await eventually(focused).toBe("BUTTON")
  expect(errors).toEqual([])
})
