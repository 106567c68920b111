import { readFileSync } from "node:fs"
import { join as joinPath } from "node:path"
import type { ImportShown } from "@justesse/types/wire/imports"
import type { Overview, ProjectDraft } from "@justesse/types/wire/project"
import type { SentTask } from "@justesse/types/wire/work/history"
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
import { noneLeft, picture, readElsewhere, withNetwork, withoutNetwork } from "../support/taskPage.ts"

// Pictures are sorted into classes: from the wizard to a version, by keys, with one difference decided by a reviewer.

const PROJECT = "shapes"
const OPINIONS = "opinions"
const THINGS = ["circle", "square", "circle", "square", "circle", "square"] as const

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

function draw(thing: (typeof THINGS)[number], at: number): Promise<Uint8Array> {
  const x = 200 + 40 * at
  const shape =
    thing === "circle"
      ? `<circle cx="${x}" cy="300" r="140" fill="#b0532e"/>`
      : `<rect x="${x - 120}" y="180" width="240" height="240" fill="#3d6b8f"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#c9d3cf"/>${shape}</svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer()
}

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

test("an owner makes a project that sorts pictures, in the wizard", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new`)
  await page.getByLabel("Name of the project").fill("Shapes")
  await page.getByRole("button", { name: "Sort into classes" }).click()
  await shoot(page, "wizard")
  const draftNow = async () => (await owner.ask<{ draft: ProjectDraft }>("project.draft", { project: PROJECT })).draft
  await expect.poll(async () => (await draftNow()).ontology.answers?.of, SOON).toBe("whole")
  await page.close()
  const [circle, square, none] = ["circle", "square", "cannot tell"]
  const draft = await draftNow()
  expect(draft.kind).toBe("classification")
  const labels = draft.ontology.labels.filter((_, at) => at !== 2)
  const named = labels.map((label, at) => ({ ...label, name: { en: [circle, square, none][at] ?? "" } }))
  const settings = { ...draft.settings, overlap: { base: 3, more: 3, moreRatio: 0 } }
  await owner.act("project.saveDraft", { project: PROJECT, draft: { ...draft, settings, ontology: { labels: named } } })
  const pictures = await Promise.all(THINGS.map(draw))
  await ingestFiles(
    owner,
    PROJECT,
    pictures.map((bytes, at) => [`${at}.jpg`, bytes] as const),
  )
  await owner.act("project.open", { project: PROJECT })
  expect(errors).toEqual([])
})

/** What is on the picture, told by its colour on the screen; seen twice, so that it is the one that has come, and all of it. */
async function seen(page: Page): Promise<"1" | "2"> {
  let was = ""
  const isClear = async () => {
    const isBusy = (await picture(page).getAttribute("aria-busy")) === "true"
    const now = isBusy ? "" : await colourOf(page)
    const same = now !== "" && now === was
    was = now
    return same
  }
  await expect.poll(isClear, { ...SOON, interval: 100 }).toBe(true)
  return was === "red" ? "1" : "2"
}

/** Which of the two colours the canvas shows; nothing while it shows neither. */
function colourOf(page: Page): Promise<"red" | "blue" | ""> {
  return page.evaluate(() => {
    const canvas = document.querySelector("canvas")
    const { width = 0, height = 0 } = canvas ?? {}
    const data = canvas?.getContext("2d")?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray()
    let red = 0
    let blue = 0
    for (let i = 0; i < data.length; i += 400) {
      const [r = 0, g = 0, b = 0] = [data[i], data[i + 1], data[i + 2]]
      if (r > 150 && g < 110 && b < 80) red++
      if (b > 120 && r < 90) blue++
    }
    return red === blue ? "" : red > blue ? "red" : "blue"
  })
}

/** Presses a key that answers, and waits for the next task; the address names it. */
async function answer(page: Page, key: string): Promise<void> {
  const before = page.url()
  await page.keyboard.press(key)
  await expect.poll(() => page.url(), SOON).not.toBe(before)
}

const counted = (page: Page, count: number) =>
  expect
    .poll(() => page.getByRole("complementary", { name: "Answered last" }).locator("figure").count(), SOON)
    .toBe(count)

test("one key answers a picture and shows the next; a slip is taken back by one key", async () => {
  for (const name of ["Awa", "Jonas", "Imani"]) {
    const client = await join(owner, PROJECT, name, ["annotator"])
    const { page, errors } = await visit(browser)
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${PROJECT}`)
    await picture(page).waitFor()
    await page.getByRole("heading", { name: "Which of these is it?" }).waitFor()
    if (name === "Awa") await shoot(page, "one")
    for (const at of THINGS.keys()) {
      const key = await seen(page)
      const isSlip = name === "Awa" && at === 1
      if (name === "Jonas" && at === 0) await readElsewhere(page, key === "1" ? "2" : "1", "Enter")
      // Imani sees one thing differently.
      const said = isSlip || (name === "Imani" && at === 2) ? (key === "1" ? "2" : "1") : key
      const isLast = at === THINGS.length - 1
      await (name === "Jonas" && isLast ? withoutNetwork(page, () => answer(page, said)) : answer(page, said))
      if (at < THINGS.length - 1) await counted(page, Math.min(4, at + 1))
      if (isSlip) {
        await shoot(page, "last")
        await page.keyboard.press("Backspace")
        await page.getByRole("radio", { checked: true }).waitFor()
        await answer(page, key)
        await counted(page, 2)
      }
    }
    await noneLeft(page)
    if (name === "Awa") await shoot(page, "ended")
    const { task } = await client.ask<{ task: SentTask | null }>("work.previous", { project: PROJECT, before: null })
    expect(task?.body.regions).toMatchObject([{ geometry: { type: "whole" } }])
    expect(withNetwork(errors)).toEqual([])
    await page.close()
  }
})

test("what differs is decided by a reviewer's keys, and a version says what every picture is", async () => {
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
  await shoot(page, "review")
  expect(await page.getByRole("button", { name: "Merge edges" }).count()).toBe(0)
  // The proposal is what two of three said.
  await page.keyboard.press(" ")
  await page.keyboard.press("Enter")
  const counts = async () =>
    (await owner.ask<z.infer<typeof Overview>>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 })).counts
  await expect.poll(async () => (await counts()).settled, SOON).toBe(THINGS.length)
  expect(errors).toEqual([])
  await page.close()

  await owner.act("dataset.freeze", { project: PROJECT, note: "" })
  const out = joinPath(freshFolder("sorted"), "shapes")
  const words = ["--project", PROJECT, "--dataset-version", "1", "--format", "jsonl", "--out", out]
  expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
  const lines = readFileSync(joinPath(out, "pictures.jsonl"), "utf8").trim().split("\n")
  const records = lines.map(
    (line) => JSON.parse(line) as { image: string; regions: { label: string; whole: boolean }[] },
  )
  const said = records.sort((a, b) => (a.image < b.image ? -1 : 1)).map(({ regions }) => regions)
  expect(said).toMatchObject(THINGS.map((thing) => [{ label: thing, whole: true }]))
})

test("opinions are given by a digit alone where no reason is asked, come to the middle one, and nobody is asked to decide between them", async () => {
  const draft = {
    ...{ name: "Opinions", template: "rating", kind: "boxes", names: "in_house", guideline: "" },
    settings: { ...DEFAULTS.settings, purpose: "To see.", overlap: { base: 3, more: 3, moreRatio: 0 } },
    ...{ ontology: { labels: [] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
  }
  await owner.act("project.create", { slug: OPINIONS, draft })
  await ingestFiles(owner, OPINIONS, [["one.jpg", await draw("circle", 1)]])
  await owner.act("project.open", { project: OPINIONS })
  for (const [name, grade] of [
    ["Bo", "very good"],
    ["Cy", "poor"],
    ["Di", "good"],
  ] as const) {
    await join(owner, OPINIONS, name, ["annotator"])
    // One of them has a phone.
    const isPhone = name === "Di"
    const { page, errors } = await visit(
      browser,
      isPhone ? { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" } : {},
    )
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${OPINIONS}`)
    await page.getByText("There is no right answer, and nobody can reject it.").waitFor()
    await expect.poll(() => picture(page).getAttribute("aria-busy"), SOON).not.toBe("true")
    if (isPhone) {
      await shoot(page, "opinion-phone-before")
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      await page.getByRole("radio", { name: grade, exact: true }).tap()
    } else {
      await shoot(page, `opinion-${grade}`)
      const send = () => page.keyboard.press(grade === "poor" ? "2" : "5")
      await (name === "Cy" ? withoutNetwork(page, send) : send())
    }
    await noneLeft(page)
    expect(withNetwork(errors)).toEqual([])
    await page.close()
  }
  const counts = async () =>
    (await owner.ask<z.infer<typeof Overview>>("project.overview", { project: OPINIONS, utcOffsetMinutes: 0 })).counts
  await expect.poll(async () => (await counts()).settled, SOON).toBe(1)
  // A file with boxes says nothing of what is asked here: it is told, and nothing is taken for an answer.
  const boxes = JSON.stringify({ image: "one.jpg", regions: [{ label: "good", x: 1, y: 1, width: 9, height: 9 }] })
  const id = await ingestFiles(owner, OPINIONS, [["boxes.jsonl", `${boxes}\n`]])
  const { report } = await owner.ask<z.infer<typeof ImportShown>>("imports.get", { project: OPINIONS, id })
  expect(report.map(({ code }) => code)).toContain("part_not_here")
  const gold = await owner
    .act("gold.make", { project: OPINIONS, assets: [1], as: "active", answer: null })
    .catch((error: Error) => error)
  expect(`${gold}`).toContain("opinion")
  await owner.act("dataset.freeze", { project: OPINIONS, note: "" })
  const out = joinPath(freshFolder("rated"), "opinions")
  const words = ["--project", OPINIONS, "--dataset-version", "1", "--format", "jsonl", "--out", out]
  expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
  expect(readFileSync(joinPath(out, "pictures.jsonl"), "utf8")).toContain('"label":"good","whole":true')
})

const CLIPS = "clips"
const ARTICLE = `# Your water bill

The amount has **two parts**. <script>document.title = "taken"</script> <img src=x onerror="document.title = 'taken'">

[Read more](https://water.example/bill) or [run](javascript:document.title='taken'), ![a meter](https://water.example/meter.png)

${Array.from({ length: 14 }, (_, at) => `Paragraph ${at + 1} says how the meter is read, what a cubic metre is and when to call.`).join("\n\n")}
`

test("an article and a video are rated by keys, and at 390 px by touch, with what made people say so", async () => {
  const grades = [5, 4, 3, 2, 1].map((grade) => ({
    ...{ id: `${grade}`, name: { en: ["", "I am lost", "hard", "with some effort", "easy", "at once"][grade] ?? "" } },
    ...{ key: `${grade}`, color: "#0072b2", hasText: false, attributes: [], retired: false },
  }))
  const tags = ["long sentences", "a good example"].map((name) => ({ id: name, name: { en: name } }))
  const question = { en: "How easy is this to follow?" }
  const draft = {
    ...{ name: "Clips", template: "rating", kind: "rating", names: "in_house", guideline: "" },
    settings: { ...DEFAULTS.settings, purpose: "To see.", overlap: { base: 2, more: 2, moreRatio: 0 } },
    ontology: { labels: grades, answers: { of: "whole", several: false, question, tags } },
    forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 },
  }
  await owner.act("project.create", { slug: CLIPS, draft })
  const film = (name: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/videos/${name}`, import.meta.url)))
  const id = await ingestFiles(owner, CLIPS, [
    ["bill.md", Buffer.from(ARTICLE)],
    ["clip.webm", film("clip.webm")],
    ["phone.mp4", film("hevc.mp4")],
  ])
  const { report } = await owner.ask<z.infer<typeof ImportShown>>("imports.get", { project: CLIPS, id })
  expect(report.map(({ code, file, found }) => [code, file, found])).toEqual([
    ["video_kind", "phone.mp4", "kind HEVC (H.265)"],
  ])
  await owner.act("project.open", { project: CLIPS })
  for (const name of ["Ed", "Flo"]) {
    await join(owner, CLIPS, name, ["annotator"])
    const isPhone = name === "Flo"
    const { page, errors } = await visit(
      browser,
      isPhone ? { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" } : {},
    )
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${CLIPS}`)
    let firstIsText = false
    for (let at = 0; at < 2; at++) {
      const article = page.getByRole("article", { name: "The text" })
      const video = page.locator("video")
      await expect.poll(async () => (await article.count()) + (await video.count()), SOON).toBe(1)
      // Which of the two comes first is nobody's choice; the other one follows.
      if (at === 0) firstIsText = (await article.count()) === 1
      const isText = firstIsText === (at === 0)
      await (isText ? article : video).waitFor()
      if (isText) {
        await article.getByText("Paragraph 14").waitFor()
        expect(await article.locator("script, img").count()).toBe(0)
        expect(await article.getByText("(water.example)").count()).toBe(1)
        expect(await page.title()).not.toContain("taken")
      } else await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.readyState), SOON).toBeGreaterThan(0)
      if (isPhone) {
        if (isText) await article.evaluate((one) => one.scrollTo(0, one.scrollHeight))
        else await page.getByRole("button", { name: "Play" }).tap()
        await page.getByRole("radio", { name: "easy" }).tap()
        await page.getByRole("button", { name: "a good example" }).tap()
        if (isText) await page.getByLabel("in your own words").fill("the meter is explained")
        await shoot(page, `rated-phone-${isText ? "text" : "video"}`)
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
          0,
        )
        await page.getByRole("button", { name: "Submit and next" }).tap()
      } else {
        if (isText) for (let key = 0; key < 6; key++) await page.keyboard.press("Space")
        else await page.keyboard.press("Space")
        if (isText) await page.getByText(/^Read to 100.?%$/).waitFor()
        else {
          await page.getByText(/^Seen to 0:0[1-6] of 0:06$/).waitFor()
          await page.keyboard.press("Space")
          await page.keyboard.press("Shift+ArrowRight")
        }
        // The strip of the last answers covers nothing that is read or pressed, and shows no broken picture.
        if (at === 1) {
          const strip = page.getByRole("complementary", { name: "Answered last" })
          const shown = await (isText ? article : page.getByRole("button", { name: "Play" })).boundingBox()
          const { y = 0 } = (await strip.boundingBox()) ?? {}
          expect((shown?.y ?? Number.POSITIVE_INFINITY) + (shown?.height ?? 0)).toBeLessThanOrEqual(y)
          expect(await strip.locator("img").count()).toBe(isText ? 1 : 0)
          expect(await page.getByRole("button", { name: /take back/i }).count()).toBe(1)
        }
        await page.keyboard.press("3")
        await page.keyboard.press("a")
        await page.keyboard.press("1")
        await page.getByRole("button", { name: "long sentences", pressed: true }).waitFor()
        await page.keyboard.press("t")
        await page.keyboard.type(isText ? "twice the same" : "too fast")
        await shoot(page, `rated-${isText ? "text" : "video"}`)
        await page.keyboard.press("Control+Enter")
      }
    }
    await noneLeft(page)
    expect(errors).toEqual([])
    await page.close()
  }
  const counts = async () =>
    (await owner.ask<z.infer<typeof Overview>>("project.overview", { project: CLIPS, utcOffsetMinutes: 0 })).counts
  await expect.poll(async () => (await counts()).settled, SOON).toBe(2)
  await owner.act("dataset.freeze", { project: CLIPS, note: "" })
  const out = joinPath(freshFolder("clips"), "clips")
  const words = ["--project", CLIPS, "--dataset-version", "1", "--format", "jsonl", "--with-pictures", "--out", out]
  expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
  const told = readFileSync(joinPath(out, "pictures.jsonl"), "utf8")
  for (const reason of ["a good example", "long sentences", "too fast", "the meter is explained"])
    expect(told).toContain(`{"people":1,"value":"${reason}"}`)
  // What goes out is what came in.
  expect(readFileSync(joinPath(out, "clip.webm"))).toEqual(Buffer.from(film("clip.webm")))
  expect(readFileSync(joinPath(out, "bill.md"), "utf8")).toBe(ARTICLE)
})
