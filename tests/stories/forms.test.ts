import { readFileSync } from "node:fs"
import { join as joinPath } from "node:path"
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
import { ingestFiles, join, setUp } from "../support/studio.ts"
import { noneLeft, picture, readElsewhere, withNetwork, withoutNetwork } from "../support/taskPage.ts"

// A form is built, answered by three people (one by touch), decided question by question, and goes out as lines and as a table.

const PROJECT = "fronts"

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

function front(): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#b9d4e3"/><rect x="140" y="120" width="520" height="480" fill="#e9dfc9"/><rect x="240" y="150" width="320" height="80" fill="#2f6d62"/><text x="400" y="205" font-family="serif" font-size="48" text-anchor="middle" fill="#f5efe2">PRIMEURS</text><circle cx="300" cy="460" r="40" fill="#e58a2f"/></svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer()
}

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (folder) await page.screenshot({ path: `${folder}/form-${name}.png` })
}

test("an owner builds a form in the wizard", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new`)
  await page.getByLabel("Name of the project").fill("Fronts")
  await page.getByRole("button", { name: "Form", exact: true }).click()
  await page.getByText("What do you want to know about each picture?").waitFor()
  await shoot(page, "builder-empty")
  // A line of a spreadsheet that is no question is said, and the others are there.
  const table =
    "question;type;choices;required;shown when\nIs it a corner?;yes/no;;yes;\nHow wide?;colour;;;\nWhich side?;choice;left | right;;1 = yes\n"
  const chosen = page.locator('input[type="file"]').last()
  await chosen.setInputFiles({ name: "questions.csv", mimeType: "text/csv", buffer: Buffer.from(table) })
  await page.getByText(/Line 3: “colour” is no kind of answer/).waitFor()
  await page.getByText("if 1 is yes").waitFor()
  await shoot(page, "builder-table")
  for (const name of [/Which side/, /Is it a corner/]) {
    await page.getByRole("button", { name }).click()
    await page.getByRole("button", { name: "Remove", exact: true }).click()
  }
  await page.getByRole("button", { name: "Begin with Shop front" }).click()
  await page.getByRole("button", { name: /Are prices to be seen/ }).click()
  await shoot(page, "builder")
  const draftNow = async () => (await owner.ask<{ draft: ProjectDraft }>("project.draft", { project: PROJECT })).draft
  await expect.poll(async () => (await draftNow()).ontology.labels.length, SOON).toBe(7)
  await page.close()
  const draft = await draftNow()
  const settings = { ...draft.settings, overlap: { base: 3, more: 3, moreRatio: 0 } }
  await owner.act("project.saveDraft", { project: PROJECT, draft: { ...draft, settings } })
  await ingestFiles(owner, PROJECT, [["front.jpg", await front()]])
  await owner.act("project.open", { project: PROJECT })
  expect(errors).toEqual([])
})

/** What everybody says; Imani reads the sign otherwise. */
const SAID = {
  open: "open",
  goods: ["fruit, vegetables", "other"],
  sign: "PRIMEURS",
  prices: true,
  lowest: 2.8,
  seen: 4,
}

/** By keys alone: digits choose, Enter goes on, text is typed where it is asked for. */
async function answerByKeys(page: Page): Promise<void> {
  for (const key of ["1", "Enter", "1", "5", "Enter"]) await page.keyboard.press(key)
  await page.keyboard.type("PRIMEURS")
  for (const key of ["Enter", "1", "Enter"]) await page.keyboard.press(key)
  await page.keyboard.type("2.80")
  for (const key of ["Enter", "4"]) await page.keyboard.press(key)
}

/** By touch alone, with what has to be typed typed by the screen's own keys. */
async function answerByTouch(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "open", exact: true }).tap()
  for (const name of ["fruit, vegetables", "other"]) await page.getByRole("button", { name, exact: true }).tap()
  await page.getByRole("region", { name: "Questions" }).getByRole("textbox").first().fill("PRIMEUR <b>bold</b>")
  await page.getByRole("radio", { name: "yes" }).tap()
  await page.getByRole("textbox").nth(1).fill("2,8")
  await page.getByRole("radio", { name: "4", exact: true }).tap()
}

test("three people answer it, by keys and by touch; Enter never sends", async () => {
  for (const name of ["Awa", "Jonas", "Imani"]) {
    const client = await join(owner, PROJECT, name, ["annotator"])
    const isPhone = name === "Imani"
    const { page, errors } = await visit(
      browser,
      isPhone ? { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" } : {},
    )
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${PROJECT}`)
    await expect.poll(() => picture(page).getAttribute("aria-busy"), SOON).not.toBe("true")
    await page.getByText("must be answered: 1, 2, 4").waitFor()
    if (name === "Jonas") {
      await readElsewhere(page, "1", "Control+Enter")
      await page.keyboard.press("Control+Enter")
      await page.getByText("Question 1 must be answered before it can be sent.").waitFor()
    }
    await (isPhone ? answerByTouch(page) : answerByKeys(page))
    await page.getByText("6 of 7 answered, nothing that must be is missing").waitFor()
    await shoot(page, `task-${name}`)
    if (isPhone) {
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      await page.getByRole("button", { name: "Submit and next" }).tap()
    } else {
      await page.keyboard.press("Enter")
      const send = () => page.keyboard.press("Control+Enter")
      await (name === "Jonas" ? withoutNetwork(page, send) : send())
    }
    await noneLeft(page)
    const { task } = await client.ask<{ task: SentTask | null }>("work.previous", { project: PROJECT, before: null })
    expect(Object.fromEntries((task?.body.regions ?? []).map(({ label, value }) => [label, value]))).toEqual({
      ...SAID,
      ...(isPhone && { sign: "PRIMEUR <b>bold</b>" }),
    })
    expect(withNetwork(errors)).toEqual([])
    await page.close()
  }
})

test("one question differs and is decided by a reviewer's keys; lines and a table say what came of each", async () => {
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
  await shoot(page, "queue")
  await page.getByRole("link", { name: /Answers differ/ }).click()
  await page.getByText("difference 1 of 1").waitFor()
  // What somebody wrote is text, whatever it looks like.
  await page.getByText("PRIMEUR <b>bold</b>").waitFor()
  await shoot(page, "review")
  await page.keyboard.press(" ")
  await page.keyboard.press("Enter")
  const counts = async () =>
    (await owner.ask<z.infer<typeof Overview>>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 })).counts
  await expect.poll(async () => (await counts()).settled, SOON).toBe(1)
  expect(errors).toEqual([])
  await page.close()

  await owner.act("dataset.freeze", { project: PROJECT, note: "" })
  const folder = freshFolder("fronts")
  const exported = async (format: string) => {
    const words = [
      "--project",
      PROJECT,
      "--dataset-version",
      "1",
      "--format",
      format,
      "--out",
      joinPath(folder, format),
    ]
    expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
    return (name: string) => readFileSync(joinPath(folder, format, name), "utf8")
  }
  const lines = await exported("jsonl")
  const { regions } = JSON.parse(lines("pictures.jsonl")) as { regions: { label: string; value: unknown }[] }
  expect(Object.fromEntries(regions.map(({ label, value }) => [label, value]))).toEqual({
    ...{ "Is it open?": "open", "What is sold here?": ["fruit, vegetables", "other"] },
    ...{ "What does the main sign say?": "PRIMEURS", "Are prices to be seen?": true, "The lowest price": 2.8 },
    "How well can the goods be seen?": { said: [{ value: 4, people: 3 }] },
  })
  const table = await exported("form")
  expect(table("answers.csv").trim().split(/\r?\n/)).toEqual([
    "image,split,Is it open?,What is sold here?,What does the main sign say?,Are prices to be seen?,The lowest price,How well can the goods be seen?,Anything else?,apostrophes",
    'front.jpg,,open,"fruit, vegetables; other",PRIMEURS,yes,2.8,4 (3),,',
  ])
  expect(JSON.parse(table("columns.json"))).toMatchObject({
    columns: [{ column: "Is it open?", kind: "choice" }, {}, {}, {}, {}, {}, {}],
  })
})

/** In the owner's other window: the last question is asked no more, and the words of the first one are others. */
async function changeForm(project: string): Promise<void> {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/p/${project}/labels`)
  await page.getByRole("button", { name: /Anything else/ }).click()
  await page.getByRole("button", { name: "Remove", exact: true }).click()
  await page.getByRole("button", { name: /Is it open/ }).click()
  await page.getByRole("textbox", { name: "The question", exact: true }).fill("Is it open today?")
  await page.getByText("Every answer keeps the questions it was given under.").waitFor()
  await shoot(page, "changes")
  await page.getByRole("button", { name: "Save as a new version" }).click()
  await page.getByText("Saved as version").waitFor()
  expect(errors).toEqual([])
  await page.close()
}

const STORY = ["Le Blé", "Au Four <i>1</i>"]

test("the same questions about rows of a spreadsheet: looked at first, answered by keys with the row beside them, and frozen with it", async () => {
  const { project } = await owner.act<{ project: string }>("project.duplicate", { project: PROJECT, name: "Shops" })
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new?project=${project}`)
  await page.getByRole("radio", { name: "a row of a spreadsheet" }).check()
  await page.getByText("No rows yet").waitFor()
  const csv = `shop,town\n${STORY.map((shop) => `${shop},"Metz, centre"\n`).join("")},\n`
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: "shops.csv", mimeType: "text/csv", buffer: Buffer.from(csv) })
  await shoot(page, "rows-wizard")
  const waiting = async () =>
    (await owner.ask<{ imports: { id: number; state: string }[] }>("imports.list", { project })).imports[0]
  // Rows that can all come in need no decision.
  await expect.poll(async () => (await waiting())?.state, SOON).toBe("done")
  await owner.act("project.open", { project })
  await page.goto(`${server.origin}/label/${project}`)
  for (const shop of STORY) {
    await page.getByText(shop, { exact: true }).waitFor()
    await shoot(page, "rows-task")
    await answerByKeys(page)
    await page.getByText("6 of 7 answered, nothing that must be is missing").waitFor()
    // The form changes while this task is open: it goes on under its own.
    if (shop === STORY[1]) await changeForm(project)
    await page.keyboard.press("Control+Enter")
  }
  await noneLeft(page)
  await ingestFiles(owner, project, [["more.csv", "shop,town\nChez Paul,Nancy\n"]])
  await page.goto(`${server.origin}/label/${project}`)
  await page
    .getByText(
      "These questions have changed since your last answer. Changed: question 1. No longer asked: “Anything else?”.",
    )
    .waitFor()
  await shoot(page, "changed")
  await answerByKeys(page)
  await page.getByText("6 of 6 answered, nothing that must be is missing").waitFor()
  await page.keyboard.press("Control+Enter")
  await noneLeft(page)
  await page.goto(`${server.origin}/p/${project}/images`)
  await page.getByRole("cell", { name: "Le Blé", exact: true }).waitFor()
  await shoot(page, "rows-list")
  expect(errors).toEqual([])
  await page.close()
})

test("about nothing the form stands alone, on a phone too", async () => {
  const { project } = await owner.act<{ project: string }>("project.duplicate", { project: PROJECT, name: "Survey" })
  const { draft } = await owner.ask<{ draft: ProjectDraft }>("project.draft", { project })
  await owner.act("project.saveDraft", {
    project,
    draft: { ...draft, settings: { ...draft.settings, about: "nothing" } },
  })
  await owner.act("project.open", { project })
  await join(owner, project, "Noor", ["annotator"])
  const { page, errors } = await visit(browser, { viewport: { width: 390, height: 844 }, hasTouch: true })
  await signIn(page, server.origin, "noor@justesse.example")
  await page.goto(`${server.origin}/label/${project}`)
  await page.getByText("must be answered: 1, 2, 4").waitFor()
  await answerByTouch(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await shoot(page, "alone-phone")
  if (process.env["SHOTS"]) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await shoot(page, "alone")
    await page.setViewportSize({ width: 390, height: 844 })
  }
  await page.getByRole("button", { name: "Submit and next" }).tap()
  await noneLeft(page)
  expect(errors).toEqual([])
  await page.close()
})
