import { randomUUID } from "node:crypto"
import { eventually } from "@justesse/db/testing/eventually"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, join, openProject, setUp } from "../support/studio.ts"

// A mentor is asked for, offers, is accepted, writes of an answer; the learner reads it with the picture, and ends it in one click.

const PROJECT = "harbour"
const PHONE = { width: 390, height: 780 }

let browser: Browser
let server: Server
let owner: Client
let ana: Client

const boat = (): unknown => ({
  regions: [
    { id: randomUUID(), label: "thing", geometry: { type: "box", x: 60, y: 70, width: 200, height: 120 } },
    { id: randomUUID(), label: "thing", geometry: { type: "box", x: 280, y: 40, width: 80, height: 160 } },
  ],
  nothingHere: false,
})

async function sendNext(who: Client): Promise<void> {
  const { leases } = await who.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("A task was expected.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const sent = { assignmentId, fence, submissionId: randomUUID(), ontologyVersion, guidelineVersion, want: 1 }
  await who.act("work.submitNext", { ...sent, body: boat() })
}

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3, 4].map((seed) => jpeg(seed, 400, 300)))
  const quality = { adaptive: { on: false, most: 3, target: 0.1, budget: null, audit: 0 } }
  const settings = { ...DEFAULTS.settings, quality: { ...quality, gold: false, tryOut: 0, secondLooks: 0 } }
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures }, { ...DEFAULTS, settings })
  ana = await join(owner, PROJECT, "Ana", ["annotator"])
  await join(owner, PROJECT, "Max", ["annotator"])
  for (let n = 0; n < 3; n++) await sendNext(ana)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function comes(who: "ana" | "max" | "ada", size = { width: 1_280, height: 600 }): Promise<Page> {
  const { page } = await visit(browser, { viewport: size })
  await signIn(page, server.origin, `${who}@justesse.example`)
  return page
}
async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(server.origin + path)
  await arrived(page)
}
async function isSound(page: Page): Promise<void> {
  await arrived(page)
  expect(untranslated(await wordsOn(page), "en")).toEqual([])
  expect(await scrollsSideways(page)).toBe(false)
  expect(await barriers(page)).toEqual([])
}

test("mentors are there once somebody is named; whoever reaches nothing reads what is missing; a learner asks", async () => {
  const early = await comes("ana")
  await goTo(early, `/work/learn?project=${PROJECT}`)
  await early.getByRole("heading", { name: "What comes next" }).waitFor()
  expect(await early.getByRole("button", { name: "Ask for a mentor" }).count()).toBe(0)
  await early.context().close()

  const max = await comes("max")
  await goTo(max, "/work/learn/mentor")
  await max.getByText("Accepted answers: at least 100").waitFor()
  expect(await max.getByRole("button", { name: "I offer to mentor here" }).count()).toBe(0)
  await isSound(max)
  await max.context().close()

  const own = await comes("ada")
  await goTo(own, `/p/${PROJECT}/people`)
  await own.getByRole("button", { name: /Max/ }).last().click()
  await own.getByRole("menuitem", { name: "Name as a mentor" }).click()
  await own.getByText("Max may mentor here").waitFor()
  await own.context().close()

  const page = await comes("ana", PHONE)
  await goTo(page, `/work/learn?project=${PROJECT}`)
  await page.getByText("Nobody offers to mentor here yet", { exact: false }).waitFor()
  await isSound(page)
  await page.getByLabel("What would you like to learn?").fill("tight boxes")
  await page.getByRole("button", { name: "Ask for a mentor" }).click()
  await page.getByText("You asked for a mentor on", { exact: false }).waitFor()
  await page.context().close()
})

test("the mentor takes the request up, the learner says yes, and notes are written by keyboard", async () => {
  const max = await comes("max")
  await goTo(max, "/work/learn/mentor")
  await max.getByRole("button", { name: "I offer to mentor here" }).click()
  await max.getByText("tight boxes", { exact: false }).waitFor()
  await max.getByRole("button", { name: "I would", exact: true }).click()
  await max.getByText("their yes or no is open", { exact: false }).waitFor()

  const page = await comes("ana")
  await goTo(page, "/inbox")
  await page.getByText("Somebody would mentor you").waitFor()
  await goTo(page, `/work/learn?project=${PROJECT}`)
  await page.getByText("Max would mentor you.").waitFor()
  await page.getByRole("button", { name: "Yes", exact: true }).click()
  await page.getByText("your mentor is Max", { exact: false }).waitFor()

  await goTo(max, "/work/learn/mentor")
  await max.getByRole("link", { name: "Read and write" }).click()
  await max.getByText("Too little has been checked yet", { exact: false }).waitFor()
  await max.getByText("1 of 3").waitFor()
  await max.keyboard.press("n")
  await max.getByText("2 of 3").waitFor()
  await max.getByRole("button", { name: "2 thing" }).click()
  await max.getByRole("button", { name: "the edges" }).click()
  await max.getByRole("textbox", { name: "Note" }).fill("The box ends before the mast does.")
  await isSound(max)
  await max.keyboard.press("Control+Enter")
  await max.getByText("The box ends before the mast does.").last().waitFor()
  await eventually(async () => expect(await max.getByRole("textbox", { name: "Note" }).inputValue()).toBe(""))
  await max.context().close()

  await goTo(page, `/work/learn?project=${PROJECT}`)
  await page.getByText("The box ends before the mast does.").waitFor()
  await page.getByRole("img", { name: "The answer on its picture" }).waitFor()
  await isSound(page)
  await page.getByRole("button", { name: "It helped" }).click()
  await page.getByRole("button", { name: "It helped", pressed: true }).waitFor()
  await page.context().close()
})

test("read whole, an answer counts in what she errs in, with what was missed drawn on the picture; she may see it otherwise", async () => {
  const max = await comes("max")
  await goTo(max, "/work/learn/mentor")
  await max.getByRole("link", { name: "Read and write" }).click()
  await max.getByText("1 of 3").waitFor()
  // Six regions in three answers, and what was missed: too few before the last, enough with a label a region.
  for (let n = 1; n <= 3; n++) {
    await max.getByText(`${n} of 3`).waitFor()
    for (const at of n === 1 ? [40, 150, 260] : [40, 200]) await missed(max, at)
    await max.getByRole("checkbox", { name: /I read it whole/ }).click()
    await max.getByRole("checkbox", { name: /I read it whole/, checked: true }).waitFor()
    await isSound(max)
    if (n < 3) await max.getByRole("button", { name: "Next answer (N)" }).click()
  }
  await max.getByText("Missed objects").first().waitFor()
  await max.context().close()

  const page = await comes("ana", PHONE)
  await goTo(page, `/work/learn?project=${PROJECT}`)
  await page.getByText("Measured by: 3 answers read whole by a mentor.").waitFor()
  await page.getByText("You missed 7 of 13 objects", { exact: false }).waitFor()
  await page.getByText("Missed: Thing, dashed on the picture").first().waitFor()
  await isSound(page)
  await page.getByRole("button", { name: "I see it otherwise" }).first().click()
  await page.getByText("You see it otherwise", { exact: false }).waitFor()
  await page.getByText("Measured by: 2 answers read whole by a mentor.").waitFor()
  await page.getByRole("button", { name: "I agree after all" }).click()
  await page.getByText("Measured by: 3 answers read whole by a mentor.").waitFor()
  await page.context().close()
})

/** A note of a thing that the answer lacks: the picture, what it is, where it is by a drag, and why. */
async function missed(max: Page, left: number): Promise<void> {
  await max.getByRole("button", { name: "Whole picture" }).click()
  await max.getByRole("button", { name: "something missed" }).click()
  await max.getByRole("combobox", { name: "The right label" }).click()
  await max.getByRole("option").first().click()
  const picture = (await max.getByRole("img", { name: "The answer on its picture" }).boundingBox()) ?? expect.fail()
  const scale = picture.width / 400
  await max.mouse.move(picture.x + left * scale, picture.y + 20 * scale)
  await max.mouse.down()
  await max.mouse.move(picture.x + (left + 60) * scale, picture.y + 72 * scale, { steps: 3 })
  await max.mouse.up()
  expect(await max.getByLabel("Width").inputValue()).toMatch(/^(59|60|61)$/)
  await max.getByRole("textbox", { name: "Note" }).fill(`A buoy at ${left}.`)
  await max.getByRole("button", { name: "Write the note" }).click()
  await max.getByText(`A buoy at ${left}.`).last().waitFor()
  await eventually(async () => expect(await max.getByRole("textbox", { name: "Note" }).inputValue()).toBe(""))
}

test("either ends it in one click: then the mentor reads nothing more, and the notes stay with whom they are for", async () => {
  const page = await comes("ana", PHONE)
  const max = await comes("max")
  await goTo(max, "/work/learn/mentor")
  await max.getByRole("link", { name: "Read and write" }).click()
  await max.getByText("1 of 3").waitFor()
  await goTo(page, `/work/learn?project=${PROJECT}`)
  await isSound(page)
  await page.getByRole("button", { name: "End it" }).click()
  await page.getByRole("button", { name: "Ask for a mentor" }).waitFor()
  await page.getByText("The box ends before the mast does.").waitFor()
  await max.reload()
  await max.getByRole("alert").waitFor()
  expect(await max.getByRole("img").count()).toBe(0)
  for (const one of [page, max]) await one.context().close()
})
