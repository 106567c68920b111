import { readFileSync } from "node:fs"
import { join as joinPath } from "node:path"
import type { Overview, ProjectDraft } from "@justesse/types/wire/project"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { z } from "zod"
import { openBrowser, visit } from "../support/browser.ts"
import { justesse } from "../support/cli.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, ingestFiles, join, setUp } from "../support/studio.ts"
import { noneLeft, picture } from "../support/taskPage.ts"

// Boxes that somebody drew are checked: from the wizard to a version, by keys, with one disagreement decided by a reviewer.

const PROJECT = "fruit-check"

/** Nothing here is a matter of time: a busy machine is waited for. */
const SOON = { timeout: 15_000 }

let browser: Browser
let server: Server
let owner: Client
const dataDir = freshFolder("data")

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false, dataDir })
  owner = await setUp(server)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

function draw(at: number): Promise<Uint8Array> {
  const [x, y] = [160 + 60 * at, 200 + 30 * at]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"><rect width="900" height="600" fill="#9fb3a4"/>
    <rect y="420" width="900" height="180" fill="#6d6459"/><g fill="#b0372e"><circle cx="${x + 60}" cy="${y}" r="34"/>
    <circle cx="${x + 120}" cy="${y - 8}" r="36"/><circle cx="${x + 180}" cy="${y}" r="34"/></g>
    <rect x="${x}" y="${y + 10}" width="240" height="150" fill="#a5773f"/><path d="M${x} ${y + 50}h240M${x} ${y + 100}h240" stroke="#5d401c" stroke-width="8"/>
    <circle cx="760" cy="150" r="60" fill="#e6c648"/></svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer()
}

/** Of two pictures a crate each, whose box is right, and a second box: one too wide, one where nothing is. */
const boxesOf = (at: number) => [
  { label: "crate", x: 160 + 60 * at, y: 160 + 30 * at, width: 240, height: 200 },
  at === 0
    ? { label: "lemon", x: 640, y: 90, width: 240, height: 120 }
    : { label: "lemon", x: 40, y: 440, width: 140, height: 120 },
]

test("an owner makes a project of checks in the wizard, and files say what is checked", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new`)
  await page.getByLabel("Name of the project").fill("Fruit check")
  await page.getByRole("button", { name: "Check", exact: true }).click()
  await shoot(page, "check-wizard")
  const draftNow = async () => (await owner.ask<{ draft: ProjectDraft }>("project.draft", { project: PROJECT })).draft
  await expect
    .poll(async () => (await draftNow()).ontology.labels.map(({ id }) => id), SOON)
    .toEqual(["right", "fix", "wrong", "cannot_tell"])
  await page.close()
  const draft = await draftNow()
  expect(draft.kind).toBe("verification")
  const settings = { ...draft.settings, overlap: { base: 3, more: 3, moreRatio: 0 } }
  await owner.act("project.saveDraft", { project: PROJECT, draft: { ...draft, settings } })
  const lines = [0, 1].map((at) => JSON.stringify({ image: `${at}.jpg`, regions: boxesOf(at) }))
  const pictures = await Promise.all([0, 1].map(draw))
  await ingestFiles(owner, PROJECT, [
    ...pictures.map((bytes, at) => [`${at}.jpg`, bytes] as const),
    ["boxes.jsonl", `${lines.join("\n")}\n`],
  ])
  await owner.act("project.open", { project: PROJECT })
  expect(errors).toEqual([])
})

/** Presses keys that answer, and waits for the next task; the address names it. */
async function answer(page: Page, ...keys: readonly string[]): Promise<void> {
  const before = page.url()
  await expect.poll(() => picture(page).getAttribute("aria-busy"), SOON).not.toBe("true")
  for (const key of keys) await page.keyboard.press(key)
  await expect.poll(() => page.url(), SOON).not.toBe(before)
}

test("one key answers; a slip is taken back; what is not quite right is corrected in place", async () => {
  for (const name of ["Awa", "Jonas"]) {
    await join(owner, PROJECT, name, ["annotator"])
    const { page, errors } = await visit(browser)
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${PROJECT}`)
    await picture(page).waitFor()
    await page.getByRole("heading", { name: /crate/ }).waitFor()
    if (name === "Awa") await shoot(page, "check-one")
    await answer(page, "y")
    await page.getByRole("heading", { name: /lemon/ }).waitFor()
    await page.keyboard.press("e")
    await page.getByRole("region", { name: "What it should be" }).waitFor()
    if (name === "Awa") {
      await shoot(page, "check-fix")
      await page.keyboard.press("Escape")
      await page.getByRole("radio", { name: /Fix|fix/ }).waitFor()
      await page.keyboard.press("e")
      await page.getByRole("region", { name: "What it should be" }).waitFor()
    }
    // The right edge of the box, sixty pixels to the left.
    await page.keyboard.press("w")
    await page.keyboard.press("w")
    await page.keyboard.press("w")
    for (let n = 0; n < 6; n++) await page.keyboard.press("Shift+ArrowLeft")
    if (name === "Awa") await shoot(page, "check-fixed")
    await answer(page, "Enter")
    await answer(page, "y")
    if (name === "Awa") await shoot(page, "check-last")
    await page.keyboard.press("n")
    await page.getByRole("radio", { checked: true }).waitFor()
    if (name === "Awa") await shoot(page, "check-wrong")
    await page.keyboard.press(name === "Awa" ? "5" : "n")
    await noneLeft(page)
    expect(errors).toEqual([])
    await page.close()
  }
})

test("a third one answers by touch, without a network in the middle, and sees one thing differently", async () => {
  await join(owner, PROJECT, "Imani", ["annotator"])
  const { page, errors } = await visit(browser, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    colorScheme: "dark",
  })
  await signIn(page, server.origin, "imani@justesse.example")
  await page.goto(`${server.origin}/label/${PROJECT}`)
  await picture(page).waitFor()
  const tap = async (...names: readonly RegExp[]) => {
    const before = page.url()
    await expect.poll(() => picture(page).getAttribute("aria-busy"), SOON).not.toBe("true")
    for (const name of names) await page.getByRole("main").locator("..").getByRole("radio", { name }).tap()
    return before
  }
  const gone = async (before: string) => expect.poll(() => page.url(), SOON).not.toBe(before)
  await shoot(page, "check-phone")
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await gone(await tap(/right/i))
  await page.context().setOffline(true)
  // Nobody corrects it here: for this person the lemon is right.
  await gone(await tap(/right/i))
  await page
    .getByText(/Saved here/)
    .first()
    .waitFor()
  await page.context().setOffline(false)
  await gone(await tap(/right/i))
  await tap(/wrong/i)
  await page.getByRole("button", { name: "nothing there" }).waitFor()
  await shoot(page, "check-phone-wrong")
  await page.getByRole("button", { name: "nothing there" }).tap()
  await noneLeft(page)
  expect(errors.filter((error) => !error.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([])
  await page.close()
})

test("what people say differently is decided by a reviewer's keys; a version holds what was checked, and how", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await expect
    .poll(
      async () =>
        (await owner.ask<{ total: number }>("review.count", { project: PROJECT }).catch(() => null))?.total ?? 1,
      SOON,
    )
    .toBe(1)
  await page.goto(`${server.origin}/review/${PROJECT}`)
  await page.getByRole("link", { name: /Answers differ/ }).click()
  await page.getByText("difference 1 of 1").waitFor()
  await shoot(page, "check-review")
  // The proposal is what two of three said: fix, with what they made of it.
  await page.keyboard.press(" ")
  await page.keyboard.press("Enter")
  const counts = async () =>
    (await owner.ask<z.infer<typeof Overview>>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 })).counts
  await expect.poll(async () => (await counts()).settled, SOON).toBe(4)
  expect(errors).toEqual([])
  await page.close()

  await owner.act("dataset.freeze", { project: PROJECT, note: "" })
  const out = joinPath(freshFolder("checked"), "fruit")
  const words = ["--project", PROJECT, "--dataset-version", "1", "--out"]
  expect(await justesse(dataDir, "export", ...words, out, "--format", "jsonl")).toMatchObject({ code: 0 })
  const lines = readFileSync(joinPath(out, "pictures.jsonl"), "utf8").trim().split("\n")
  const records = lines.map((line) => JSON.parse(line) as { image: string; regions: { check: object }[] })
  expect(records.sort((a, b) => (a.image < b.image ? -1 : 1))).toMatchObject([
    {
      image: "0.jpg",
      regions: [
        { label: "crate", check: { verdict: "right", confidence: 1 } },
        { label: "lemon", x: 640, width: 180, check: { verdict: "fix" } },
      ],
    },
    {
      image: "1.jpg",
      regions: [
        { label: "crate", check: { verdict: "right" } },
        { label: "lemon", x: 40, check: { verdict: "wrong", reason: "nothing" } },
      ],
    },
  ])
  // A format that cannot say so is given what is there alone, and the rest is told.
  const yolo = await justesse(dataDir, "export", ...words, `${out}-yolo`, "--format", "yolo")
  expect(yolo).toMatchObject({ code: 0 })
  expect(`${yolo.out}${yolo.error}`).toContain("found wrong")
})

test("what is written down in a recording is heard as it comes, and put right without a hand on the mouse", async () => {
  const settings = { ...DEFAULTS.settings, purpose: "To see.", overlap: { base: 1, more: 1, moreRatio: 0 } }
  const rest = { names: "in_house", guideline: "", forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } }
  const draft = {
    ...rest,
    kind: "verification",
    name: "Heard",
    template: "checking",
    ontology: { labels: [] },
    settings,
  }
  await owner.act("project.create", { slug: "heard", draft })
  const call = new Uint8Array(readFileSync(new URL("../../fixtures/speech/call-01.opus", import.meta.url)))
  const cues = "00:01.000 --> 00:01.600\n<v Ana>Good morning\n\n00:02.700 --> 00:03.200\n<v Ben>Ye\n"
  await ingestFiles(owner, "heard", [["call.opus", call] as const, ["call.vtt", `WEBVTT\n\n${cues}`] as const])
  await owner.act("project.open", { project: "heard" })
  await join(owner, "heard", "Noor", ["annotator"])
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "noor@justesse.example")
  await page.goto(`${server.origin}/label/heard`)
  await page.getByText("Good morning").waitFor()
  const heard = () =>
    page.evaluate(() => [...document.querySelectorAll("audio")].map((one) => [one.paused, one.currentTime]))
  await expect.poll(async () => (await heard())[0]?.[1], SOON).toBeGreaterThan(0.7)
  const before = page.url()
  await page.keyboard.press("y")
  await expect.poll(() => page.url(), SOON).not.toBe(before)
  await page.getByText("Ben Ye").waitFor()
  // It stops behind its stretch, and Tab plays it again while the caret is in the text.
  await expect.poll(async () => (await heard()).at(-1), SOON).toEqual([true, expect.closeTo(3.45, 0.6)])
  await page.keyboard.press("e")
  const text = page.getByRole("textbox", { name: "Text" })
  await expect.poll(() => text.inputValue(), SOON).toBe("Ye")
  await page.keyboard.press("Tab")
  await expect.poll(async () => (await heard()).at(-1)?.[0], SOON).toBe(false)
  await page.keyboard.press("End")
  await page.keyboard.type("s and no")
  await page.keyboard.press("Enter")
  await noneLeft(page)
  expect(errors).toEqual([])
  await page.close()
  await owner.act("dataset.freeze", { project: "heard", note: "" })
  const out = joinPath(freshFolder("heard"), "out")
  const words = ["--project", "heard", "--dataset-version", "1", "--format", "vtt", "--out", out]
  expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
  expect(readFileSync(joinPath(out, "call.vtt"), "utf8")).toContain("Yes and no")
})

test("draw, then check: what is final is looked at in a grid, and what is marked is drawn once more, with the reason", async () => {
  const start = { ...DEFAULTS.settings, purpose: "To see.", overlap: { base: 1, more: 1, moreRatio: 0 } }
  const rest = { names: "in_house", guideline: "", forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } }
  const empty = { ...rest, kind: "boxes", ontology: { labels: [] } }
  await owner.act("project.create", {
    slug: "drawn",
    draft: { ...empty, name: "Drawn", template: "empty", settings: start },
  })
  const lines = [0, 1].map((at) => JSON.stringify({ image: `${at}.jpg`, regions: boxesOf(at) }))
  const pictures = await Promise.all([0, 1].map(draw))
  await ingestFiles(owner, "drawn", [
    ...pictures.map((bytes, at) => [`${at}.jpg`, bytes] as const),
    ["boxes.jsonl", `${lines.join("\n")}\n`],
  ])
  await owner.act("project.open", { project: "drawn" })
  const settings = { ...start, checks: { of: "drawn", grid: true } }
  const draft = { ...empty, name: "Looked at", template: "checking", settings }
  await owner.act("project.create", { slug: "looked-at", draft })
  await owner.act("project.open", { project: "looked-at" })
  const countsOf = async (project: string) =>
    (await owner.ask<z.infer<typeof Overview>>("project.overview", { project, utcOffsetMinutes: 0 })).counts
  await expect.poll(async () => (await countsOf("looked-at")).open, SOON).toBe(4)
  await join(owner, "looked-at", "Bo", ["annotator"])
  await join(owner, "drawn", "Cy", ["annotator"])
  const first = await visit(browser, { viewport: { width: 1440, height: 900 } })
  const { errors } = first
  let { page } = first
  await signIn(page, server.origin, "bo@justesse.example")
  await page.goto(`${server.origin}/label/looked-at`)
  const tilesOn = (on: Page) => on.getByRole("group", { name: "All at once" }).getByRole("button")
  let tiles = tilesOn(page)
  await expect.poll(() => tiles.count(), SOON).toBe(4)
  // The second lemon is where nothing is.
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("x")
  await page.getByText("Not right: 1 of 4").waitFor()
  await shoot(page, "check-grid")
  // A mark that is not sent outlives its page: loaded anew, as by an upgrade, and closed.
  const marked = () => tiles.evaluateAll((all) => all.map((one) => one.getAttribute("aria-pressed") === "true"))
  await page.keyboard.press("v")
  await page.reload()
  await expect.poll(marked, SOON).toEqual([false, false, false, true])
  await page.getByRole("button", { name: /Show 16/ }).waitFor()
  const context = page.context()
  await page.close()
  page = await context.newPage()
  page.on("pageerror", ({ message }) => errors.push(message))
  await page.goto(`${server.origin}/label/looked-at`)
  tiles = tilesOn(page)
  await expect.poll(marked, SOON).toEqual([false, false, false, true])
  for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowRight")
  await page.keyboard.press("Space")
  await expect.poll(() => tiles.count(), SOON).toBe(1)
  await page.keyboard.press("Space")
  await page.keyboard.press("Enter")
  await noneLeft(page)
  await expect.poll(async () => (await countsOf("drawn")).waiting ?? 0, SOON).toBe(1)
  expect(errors).toEqual([])
  await page.close()
  const { page: again } = await visit(browser)
  await signIn(again, server.origin, "cy@justesse.example")
  await again.goto(`${server.origin}/label/drawn`)
  await again.getByText("Checked, and asked once more").waitFor()
  await shoot(again, "check-returned")
  await again.close()
})
