import { eventually } from "@justesse/db/testing/eventually"
import { labelColor } from "@justesse/types"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, join, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

// What a hand does by accident on the task page: a press beside a box, a letter without a caret, one Enter too many.

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
  const pictures = await Promise.all([1, 2, 3, 4].map(paper))
  await openProject(owner, { slug: "crates", kind: "boxes", overlap: 9, pictures })
  await openMany(pictures.slice(0, 1))
  await openProject(owner, { slug: "slips", kind: "transcription", overlap: 9, pictures })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A project of 200 labels, one of which asks something and has a clause of its own. */
async function openMany(pictures: readonly Buffer[]): Promise<void> {
  await openProject(owner, { slug: "many", kind: "boxes", overlap: 9, pictures: [...pictures] })
  const lit = { id: "lit", name: { en: "lit" }, kind: "yes_no", options: [], required: true }
  const labels = Array.from({ length: 200 }, (_, n) => ({
    ...{ id: `thing ${n}`, name: { en: `thing ${n}` }, color: labelColor(n), key: null, hasText: false },
    ...{ attributes: n === 17 ? [lit] : [], retired: false },
  }))
  await owner.act("ontology.save", { project: "many", baseVersion: 1, ontology: { labels } })
  const sent = await owner.request("/upload/many/guideline", { method: "PUT", body: new Uint8Array(await paper(9)) })
  const { sha256 }: { sha256: string } = await sent.json()
  const markdown = `## 1 Thing 17\n\nThe seventeenth.\n\n![✗ Too wide](blob:${sha256})\n`
  await owner.act("guideline.save", { project: "many", baseVersion: 1, markdown, note: "" })
}

/** Somebody new on their first task of a project. */
async function newcomer(project: string, name: string) {
  await join(owner, project, name, ["annotator"])
  const visiting = await visit(browser)
  await signIn(visiting.page, server.origin, `${name.toLowerCase()}@justesse.example`)
  await visiting.page.goto(`${server.origin}/label/${project}`)
  await picture(visiting.page).waitFor()
  return visiting
}

/** Numbers below `most`, the same every time. */
function dice(seed: number) {
  let state = seed
  return (most: number) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return (state / 2 ** 32) * most
  }
}

const names = (page: Page) =>
  regions(page).evaluateAll((items) => items.map((item) => item.getAttribute("aria-label") ?? ""))

/** The regions once there are so many; what is there when they never come. */
async function namesOf(page: Page, count: number): Promise<string[]> {
  for (let tries = 0; tries < 40; tries++) {
    const all = await names(page)
    if (all.length === count) return all
    await page.waitForTimeout(25)
  }
  return names(page)
}

/** A press somewhere from `near` to `far` pixels outside of a box, and a drag or two clicks away from it. */
async function startBeside(
  page: Page,
  box: { left: number; top: number; right: number; bottom: number },
  near: number,
  far: number,
  random: (most: number) => number,
): Promise<void> {
  const away = near + random(far - near)
  const along = random(1)
  const corner = random(1) < 0.4
  const right = random(1) < 0.5
  const below = random(1) < 0.5
  const x = (right ? box.right : box.left) + (right ? away : -away)
  const y = (below ? box.bottom : box.top) + (below ? away : -away)
  const upright = random(1) < 0.5
  const from = corner
    ? { x, y }
    : upright
      ? { x, y: box.top + along * (box.bottom - box.top) }
      : { x: box.left + along * (box.right - box.left), y }
  const to = { x: from.x + (right ? 60 : -60), y: from.y + (below ? 44 : -44) }
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  if (random(1) < 0.5) await page.mouse.move(to.x, to.y)
  else {
    await page.mouse.up()
    await page.mouse.move(to.x, to.y)
    await page.mouse.down()
  }
  await page.mouse.up()
}

// found B2. `STARTS=280` plays the whole attack: 200 starts 0–12 px away and 80 starts 20–32 px away.
test.each(["crates", "slips"])(
  "with the box tool a start beside the box just drawn draws the next one (%s)",
  async (project) => {
    const { page, errors } = await newcomer(project, `Beside${project}`)
    const frame = await picture(page).boundingBox()
    if (!frame) throw new Error("no picture")
    const starts = Number(process.env.STARTS ?? 28)
    const random = dice(11)
    const misread: string[] = []
    for (let i = 0; i < starts; i++) {
      const left = Math.round(frame.x + frame.width * 0.4 + random(40))
      const top = Math.round(frame.y + 200 + random(40))
      const box = { left, top, right: left + 70 + Math.round(random(60)), bottom: top + 30 + Math.round(random(50)) }
      await page.mouse.move(box.left, box.top)
      await page.mouse.down()
      await page.mouse.move(box.right, box.bottom)
      await page.mouse.up()
      const before = await namesOf(page, 1)
      const [near, far] = i % 7 < 5 ? [0, 12] : [20, 32]
      await startBeside(page, box, near, far, random)
      const after = await namesOf(page, 2)
      if (after.length !== 2 || after[0] !== before[0]) misread.push(`${before.join()} → ${after.join()}`)
      // Out of the text of a line first: the steps are the page's there, too.
      await page.keyboard.press("Escape")
      for (let left = after.length; left > 0; left--) await page.keyboard.press("Control+z")
      expect(await namesOf(page, 0)).toEqual([])
    }
    expect(misread).toEqual([])
    expect(errors).toEqual([])
  },
  120_000,
)

test("the box just drawn is changed with Alt or with the select tool", async () => {
  const { page, errors } = await newcomer("crates", "Alt")
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await eventually(() => regions(page).count()).toBe(1)
  const [drawn] = await names(page)
  await page.keyboard.down("Alt")
  await drag(page, [0.5, 0.5], [0.55, 0.55])
  await page.keyboard.up("Alt")
  await eventually(async () => (await names(page))[0]).not.toBe(drawn)
  expect(await regions(page).count()).toBe(1)
  await page.keyboard.press("v")
  await drag(page, [0.55, 0.55], [0.5, 0.5])
  await eventually(async () => (await names(page))[0]).toBe(drawn)
  expect(errors).toEqual([])
})

describe("a receipt", () => {
  test("a letter never passes it on: it is text of the line in hand, or nothing (found B2b)", async () => {
    const { page, errors } = await newcomer("slips", "Letters")
    const address = page.url()
    await drag(page, [0.4, 0.1], [0.6, 0.15])
    const first = page.getByRole("textbox", { name: "Text of line 1" })
    await page.keyboard.type("LEEDS LS1")
    await eventually(() => first.inputValue()).toBe("LEEDS LS1")
    // One click more than was meant: a first corner. What is typed then goes nowhere.
    await page.mouse.click(...(await at(page, [0.4, 0.16])))
    await page.keyboard.type("Bus 18 EUR")
    await page.keyboard.press("Backspace")
    expect(await page.getByRole("group", { name: /Why skip/ }).count()).toBe(0)
    expect(page.url()).toBe(address)
    await page.keyboard.press("Escape")
    await page.keyboard.type("SL")
    await page.getByText("Letters are text here").waitFor()
    expect(await names(page)).toHaveLength(1)
    // With the line in hand and the caret elsewhere it goes on in the text.
    await regions(page).first().getByRole("button").first().click()
    await picture(page).focus()
    await page.keyboard.type(" 2nd")
    await eventually(() => first.inputValue()).toBe("LEEDS LS1 2nd")
    // Escape makes letters keys again, and the page says what S does.
    await page.keyboard.press("Escape")
    await page.keyboard.press("s")
    await page.getByRole("group", { name: /Why skip/ }).waitFor()
    // Keys that come before the caret is in the field that Enter opens are text too.
    await page.keyboard.press("Escape")
    await picture(page).focus()
    await Promise.all(["Enter", "s", "1"].map((key) => page.keyboard.press(key)))
    await eventually(() => first.inputValue()).toBe("LEEDS LS1 2nds1")
    expect(await page.getByRole("group", { name: /Why skip/ }).count()).toBe(0)
    expect(errors).toEqual([])
  })

  test("lines are drawn one by one and Enter never sends (found B5); what was sent is taken back by P (found P1)", async () => {
    const { page, errors } = await newcomer("slips", "Enter")
    const address = page.url()
    for (const [at, text] of [0.1, 0.2, 0.3].map((y, n) => [y, `line ${n}`] as const)) {
      await drag(page, [0.4, at], [0.6, at + 0.05])
      await page.keyboard.type(text)
      for (let enter = 0; enter < 4; enter++) await page.keyboard.press("Enter")
    }
    await page.getByText("3 lines are done. Draw the next one; Ctrl ⏎ sends.").waitFor()
    expect(page.url()).toBe(address)
    await page.keyboard.press("Control+Enter")
    await page.waitForURL((url) => url.href !== address)
    await page
      .getByRole("status")
      .filter({ hasText: /^Sent\./ })
      .waitFor()
    await page.keyboard.press("p")
    await page.waitForURL(address)
    await eventually(() => regions(page).count()).toBe(3)
    await page.getByRole("button", { name: /^Send again/ }).waitFor()
    expect(errors).toEqual([])
  })

  test("the list says label and marks of every line (found B4), and a digit labels what the page says (found B3)", async () => {
    const { page, errors } = await newcomer("slips", "Marks")
    await drag(page, [0.4, 0.1], [0.6, 0.15])
    await page.keyboard.type("VIN")
    await page.keyboard.press("F8")
    await page.keyboard.press("Escape")
    await page.getByText("for the next one; ⇧ for 1").waitFor()
    await page.keyboard.press("2")
    await drag(page, [0.4, 0.2], [0.6, 0.25])
    await page.keyboard.press("F9")
    await page.keyboard.press("Enter")
    const [first, second] = [regions(page).nth(0), regions(page).nth(1)]
    await eventually(() => first.innerText()).toMatch(/VIN[^]*unsure[^]*thing/)
    await eventually(() => second.innerText()).toMatch(/struck out[^]*other/)
    expect(errors).toEqual([])
  })
})

test("on a picture a digit after drawing is for the next box, with Shift for the one just drawn (found B3)", async () => {
  const { page, errors } = await newcomer("crates", "Digit")
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await page.keyboard.press("2")
  expect((await namesOf(page, 1))[0]).toMatch(/^thing, /)
  await page.getByText("for the next one; ⇧ for 1").waitFor()
  await drag(page, [0.5, 0.3], [0.6, 0.4])
  await eventually(async () => (await namesOf(page, 2))[1]).toMatch(/^other, /)
  await page.keyboard.press("Shift+Digit1")
  await eventually(async () => (await namesOf(page, 2))[1]).toMatch(/^thing, /)
  // So does L and the digit, for hands whose layout types digits with Shift.
  await page.keyboard.press("l")
  await page.keyboard.press("2")
  await eventually(async () => (await namesOf(page, 2))[1]).toMatch(/^other, /)
  expect((await namesOf(page, 2))[0]).toMatch(/^thing, /)
  // Selected on purpose, the digit is about it, and the page says so.
  await regions(page).first().getByRole("button").first().click()
  await page.getByText("for 1 and the next one").waitFor()
  await page.keyboard.press("2")
  await eventually(async () => (await names(page))[0]).toMatch(/^other, /)
  expect(errors).toEqual([])
})

test("a picture that was passed on or reported comes back with what was drawn; a report asks first (found B13)", async () => {
  const { page, errors } = await newcomer("crates", "Skipper")
  const address = page.url()
  // A second is counted while the studio answers: it belongs to the turn that ends.
  await page.route(/\/trpc\/[^?]*work\.skip/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    await route.continue()
  })
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await page.keyboard.press("s")
  await page.keyboard.press("5")
  await page.waitForURL((url) => url.href !== address)
  await page.getByText("Skipped.").waitFor()
  await page.keyboard.press("p")
  await page.waitForURL(address)
  await eventually(() => regions(page).count()).toBe(1)

  await page.getByRole("button", { name: "More", exact: true }).click()
  await page.getByRole("button", { name: "Report a broken picture" }).click()
  const report = page.getByRole("button", { name: "Report and continue" })
  expect(await report.isDisabled()).toBe(true)
  expect(page.url()).toBe(address)
  await page.getByRole("radio", { name: "Damaged or cut off" }).check()
  await page.keyboard.press("s")
  await page.keyboard.press("Enter")
  await page.getByText("Reported as broken.").waitFor()
  await page.waitForURL((url) => url.href !== address)
  await page.getByRole("button", { name: /^Take back/ }).click()
  await page.waitForURL(address)
  await eventually(() => regions(page).count()).toBe(1)
  expect(errors).toEqual([])
})

test("a task is passed on only when nothing of its draft is under way: a late stroke would be refused", async () => {
  const { page, errors } = await newcomer("crates", "Late")
  const address = page.url()
  const asked: string[] = []
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(/\/trpc\/[^?]*work\.(saveDraft|skip)/, async (route) => {
    const call = /work\.(\w+)/.exec(route.request().url())?.[1] ?? ""
    asked.push(call)
    if (call === "saveDraft") await gate
    await route.continue()
  })
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await eventually(() => asked.length).toBe(1)
  await drag(page, [0.5, 0.3], [0.6, 0.4])
  await page.keyboard.press("s")
  await page.keyboard.press("5")
  await page.getByText("Sending").waitFor()
  letGo()
  await page.waitForURL((url) => url.href !== address)
  expect(asked).toEqual(["saveDraft", "saveDraft", "skip"])
  await page.keyboard.press("p")
  await page.waitForURL(address)
  expect(await namesOf(page, 2)).toHaveLength(2)
  expect(errors).toEqual([])
})

test("what a model proposed is sent only after somebody answered it (found B12)", async () => {
  const file = {
    images: [{ id: 1, file_name: "picture-0.jpg", width: 1200, height: 900 }],
    categories: [{ id: 1, name: "thing" }],
    annotations: [0, 1, 2].map((n) => ({
      id: n,
      image_id: 1,
      category_id: 1,
      bbox: [100 + 200 * n, 100, 90, 80],
      score: 0.5,
    })),
  }
  await openProject(owner, { slug: "shop", kind: "boxes", overlap: 2, pictures: [await paper(0)] })
  await ingestFiles(owner, "shop", [["found.json", JSON.stringify(file)]], "proposals")
  const { page, errors } = await newcomer("shop", "Proposed")
  await eventually(() => regions(page).count()).toBe(3)
  const address = page.url()
  for (let enter = 0; enter < 5; enter++) await page.keyboard.press("Enter")
  await page.getByText("Not sent yet: 3 proposals are left.").waitFor()
  expect(page.url()).toBe(address)
  await page.keyboard.press("y")
  await page.getByText("No. 1 accepted, 2 left.").waitFor()
  await page.keyboard.press("n")
  await page.keyboard.press("y")
  await eventually(() => names(page).then((all) => all.filter((name) => name.includes("proposed")).length)).toBe(0)
  expect(await regions(page).count()).toBe(2)
  await page.keyboard.press("Enter")
  await page.getByText("Sent.").waitFor()
  expect(errors).toEqual([])
})

test("regions are copied within a picture and into the next one, and those of the previous one are laid as proposals", async () => {
  const { page, errors } = await newcomer("crates", "Copies")
  const hint = (text: string) => page.getByText(text).waitFor()
  await page.keyboard.press("c")
  await hint("There is no previous picture")
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await drag(page, [0.5, 0.3], [0.6, 0.4])
  await namesOf(page, 2)
  await page.keyboard.press("Control+a")
  await page.keyboard.press("Control+c")
  await hint("2 regions copied.")
  await page.keyboard.press("Control+v")
  await hint("2 regions pasted.")
  expect(await namesOf(page, 4)).toHaveLength(4)
  await page.keyboard.press("Control+v")
  expect(await namesOf(page, 6)).toHaveLength(6)
  await page.keyboard.press("Control+z")
  await page.keyboard.press("Control+z")
  expect(await namesOf(page, 2)).toHaveLength(2)
  const address = page.url()
  await page.keyboard.press("Control+Enter")
  await page.waitForURL((url) => url.href !== address)
  expect(await namesOf(page, 0)).toEqual([])
  // What was copied is there after the page was loaded anew, too.
  await page.reload()
  await picture(page).waitFor()
  await page.keyboard.press("Control+v")
  expect(await namesOf(page, 2)).toHaveLength(2)
  await page.keyboard.press("Control+z")
  await page.keyboard.press("c")
  await hint("2 regions of the previous picture lie here.")
  const laid = await namesOf(page, 2)
  expect(laid.every((name) => name.endsWith("from the previous picture"))).toBe(true)
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("Shift+Y")
  await hint("2 proposals accepted.")
  // The rows follow the hint: the list is drawn after the canvas.
  await eventually(async () => (await namesOf(page, 2)).filter((name) => name.includes("previous"))).toEqual([])
  expect(errors).toEqual([])
})

test("regions are hidden and locked by keys, one by one or a whole label, and it is so after a reload", async () => {
  const { page, errors } = await newcomer("crates", "Hides")
  const hint = (text: string) => page.getByText(text).waitFor()
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await drag(page, [0.5, 0.3], [0.6, 0.4])
  await drag(page, [0.7, 0.3], [0.8, 0.4])
  await namesOf(page, 3)
  // Shift and a press select the range, Ctrl adds one or lets it go; nothing unfolds or moves under the pointer meanwhile.
  const row = (number: number) =>
    regions(page)
      .nth(number - 1)
      .getByRole("button")
      .first()
  await row(1).click()
  await row(3).click({ modifiers: ["Shift"] })
  await page.getByText("3 of 3 selected").waitFor()
  const tops = async () => Promise.all([1, 2, 3].map(async (number) => (await row(number).boundingBox())?.y))
  const [first = 0, second, third] = await tops()
  expect([second, third]).toEqual([first + 28, first + 56])
  await row(2).click({ modifiers: ["Control"] })
  await page.getByText("2 of 3 selected").waitFor()
  expect(await tops()).toEqual([first, second, third])
  await row(3).click()
  await page.keyboard.press("Shift+H")
  await hint("1 region hidden.")
  await page.getByText("1 hidden", { exact: true }).waitFor()
  await page.keyboard.press("Escape")
  await page.keyboard.press("Shift+H")
  await hint("Hidden: all 3 of")
  await page.keyboard.press("Shift+V")
  await hint("3 regions shown again.")
  await page.keyboard.press("Shift+L")
  await hint("Locked: all 3 of")
  await page.keyboard.press("v")
  await page.mouse.click(...(await at(page, [0.35, 0.35])))
  await page.waitForTimeout(100)
  expect(await page.locator("[aria-current]").count()).toBe(0)
  await regions(page).first().getByRole("button").first().click()
  await page.keyboard.press("Shift+L")
  await hint("1 region unlocked.")
  await page.keyboard.press("Escape")
  await page.mouse.click(...(await at(page, [0.35, 0.35])))
  await page.locator("[aria-current]").first().waitFor()
  await page.keyboard.press("Shift+H")
  await page.getByText("1 hidden", { exact: true }).waitFor()
  await page.keyboard.press("PageDown")
  await saved(page).waitFor()
  await page.reload()
  await page.getByText("1 hidden", { exact: true }).waitFor()
  const marks = async () => (await regions(page).allTextContents()).map((text) => /hidden|locked/.exec(text)?.[0] ?? "")
  expect(await marks()).toEqual(["locked", "hidden", "locked"])
  await page.getByRole("button", { name: "Show all" }).click()
  expect(await marks()).toEqual(["locked", "", "locked"])
  expect(errors).toEqual([])
})

test("proposals are taken by how sure they are; those nobody looked at are left out, or asked about where the project says so", async () => {
  const scores = [0.97, 0.91, 0.84, 0.41, 0.36]
  const names = ["picture-0.jpg", "picture-1.jpg"]
  const file = {
    images: names.map((file_name, n) => ({ id: n + 1, file_name, width: 1200, height: 900 })),
    categories: [{ id: 1, name: "thing" }],
    annotations: names.flatMap((_, n) =>
      scores.map((score, m) => ({
        ...{ id: 5 * n + m, image_id: n + 1, category_id: 1, score },
        bbox: [60 + 220 * m, 300, 180, 140],
      })),
    ),
  }
  await openProject(owner, { slug: "shelf", kind: "boxes", overlap: 2, pictures: [await paper(9), await paper(10)] })
  const shown = await owner.ask<{ name: string; settings: object }>("project.settingsGet", { project: "shelf" })
  const storeRules = (mustDecide: boolean) => {
    const proposals = { mustDecide, without: 0, solidFrom: 0.5 }
    const settings = { ...shown.settings, proposals }
    return owner.act("project.settings", { project: "shelf", name: shown.name, settings })
  }
  await storeRules(false)
  await ingestFiles(owner, "shelf", [["found.json", JSON.stringify(file)]], "proposals")
  const { page, errors } = await newcomer("shelf", "Sorter")
  const block = page.getByRole("region", { name: "A model proposes" })
  await block.getByText("5 not looked at").waitFor()
  await block.getByRole("button", { name: /Accept the 3/ }).waitFor()
  // While a place is chosen for a question one line lies over the picture, not two.
  const intro = page.getByText(/those you do not look at are not sent/)
  await intro.waitFor()
  await page.keyboard.press("q")
  await page.getByText(/Click the place you ask about/).waitFor()
  expect(await intro.count()).toBe(0)
  await page.keyboard.press("Escape")
  const zoom = page.getByRole("button", { name: "Zoom to each" })
  await zoom.click()
  await page.keyboard.press("y")
  await page.getByText("No. 1 accepted, 4 left.").waitFor()
  await page.keyboard.press("Control+z")
  await zoom.click()
  await block.getByRole("slider").focus()
  for (let key = 0; key < 8; key++) await page.keyboard.press("ArrowRight")
  await block.getByText("Solid from .90").waitFor()
  await page.keyboard.press("Shift+Y")
  await page.getByText("2 proposals accepted, 3 not looked at.").waitFor()
  await page.keyboard.press("Control+z")
  await block.getByText("5 not looked at").waitFor()
  await page.keyboard.press("Shift+Y")
  await block.getByText("3 not looked at").waitFor()
  await block.getByRole("button", { name: "Reject 3" }).click()
  await eventually(() => regions(page).count()).toBe(2)
  await page.keyboard.press("Control+z")
  await block.getByText("3 not looked at").waitFor()
  await picture(page).focus()
  const [first] = await Promise.all([
    page.waitForRequest((request) => request.url().includes("work.submitNext")),
    page.keyboard.press("Enter"),
  ])
  const sent = first.postDataJSON() as Record<string, { body: { regions: object[] }; proposals: object }>
  const { body, proposals } = Object.values(sent)[0] ?? expect.fail("nothing was sent")
  expect([body.regions.length, proposals]).toEqual([
    2,
    { taken: ["model-1", "model-2"], changed: [], refused: 0, untouched: 3, mustDecide: false },
  ])
  await page.getByText("3 proposals not looked at are left out.").waitFor()
  // The same for each picture, with what this person moved; the project asks for more now, and the page is opened anew.
  await block.getByText("Solid from .90").waitFor()
  await storeRules(true)
  await page.reload()
  await block.getByText("Each of them is to be accepted or rejected.").waitFor()
  await page.keyboard.press("y")
  await block.getByText("4 not looked at").waitFor()
  await page.keyboard.press("Enter")
  await page.getByText("Not sent yet: 4 proposals are left.").waitFor()
  await block.getByRole("button", { name: /Accept the 2/ }).click()
  await block.getByRole("button", { name: "Reject 2" }).click()
  await page.keyboard.press("Enter")
  await page.getByText("Sent.").waitFor()
  expect(errors).toEqual([])
})

test("any of 200 labels is found by typing, explained and taken; what it must say is marked before sending (found P7)", async () => {
  const { page, errors } = await newcomer("many", "Types")
  const type = page.getByRole("combobox", { name: "Type a label" })
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await namesOf(page, 1)
  await page.keyboard.press("l")
  await type.pressSequentially("thing 17")
  const options = page.getByRole("option")
  await eventually(() => options.allTextContents()).toEqual([
    "thing 17",
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `thing 17${n}`),
  ])
  await page.keyboard.press("Control+g")
  await page.getByText("The seventeenth.").waitFor()
  await page.getByText("Too wide").waitFor()
  await page.keyboard.press("Enter")
  await type.waitFor({ state: "detached" })
  await drag(page, [0.5, 0.3], [0.6, 0.4])
  await eventually(() => names(page)).toEqual([expect.stringMatching(/^thing 0,/), expect.stringMatching(/^thing 17,/)])
  await regions(page).nth(1).getByText("lit?").first().waitFor()
  await page.keyboard.press("a")
  await page.keyboard.press("1")
  await eventually(() => regions(page).getByText("lit?").count()).toBe(0)
  // Used once, it is the first one, and has a place beside the picture from where no other one moved.
  await page.keyboard.press("l")
  await eventually(() => options.first().textContent()).toBe("thing 17")
  await page.keyboard.press("Escape")
  const shown = await page.getByRole("radiogroup", { name: "Label" }).getByRole("radio").allTextContents()
  expect(shown.map((text) => text.replace(/^\d?thing/, "thing"))).toEqual([
    "thing 0",
    "thing 1",
    "thing 2",
    "thing 3",
    "thing 17",
  ])
  // The guideline is about the label that is chosen.
  await page.keyboard.press("g")
  await page.getByText("The seventeenth.").waitFor()
  expect(errors).toEqual([])
})

/** A point of the page from shares of the picture's frame. */
async function at(page: Page, [x, y]: readonly [number, number]): Promise<[number, number]> {
  const box = await picture(page).boundingBox()
  if (!box) throw new Error("The picture is not on the page.")
  return [box.x + x * box.width, box.y + y * box.height]
}
