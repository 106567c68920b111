import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { barriers, scrollsSideways } from "../support/inspect.ts"
import { arrive, draftProject, MovedClock, sayYes, workOne } from "../support/paidWork.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join as enter, openProject, setUp } from "../support/studio.ts"

// What somebody reads and does about an answer of theirs that a reviewer rejected.

let browser: Browser
let server: Server
let clock: MovedClock
let owner: Client
let awa: Client
const reviewers: Client[] = []
/** Each test has a project and people of its own. */
let project = ""

beforeAll(async () => {
  browser = await openBrowser()
  clock = new MovedClock(join(freshFolder("clock"), "ahead"))
  server = await startServer({
    ...{ demo: false, env: { CLOCK_AHEAD_FILE: clock.file } },
    with: new URL("../bench/lost/movedTimers.mjs", import.meta.url),
  })
  owner = await setUp(server)
})

/** A project in which two people answered one picture, with three reviewers; names end with a letter of the test's. */
async function begin(slug: string, letter: string): Promise<void> {
  project = slug
  const street = { create: { width: 1200, height: 900, channels: 3 as const, background: { r: 120, g: 140, b: 150 } } }
  const pictures = [await sharp(street).jpeg().toBuffer()]
  await openProject(owner, { slug, kind: "boxes", overlap: 2, pictures })
  const markdown = "## 1 Edges\n\nEach edge lies within 12 px of what the box is for.\n"
  await owner.act("guideline.save", { project, baseVersion: 1, markdown, note: "" })
  const named = (name: string) => `${name}${letter}`
  awa = await enter(owner, project, named("Awa"), ["annotator"])
  const bela = await enter(owner, project, named("Bela"), ["annotator"])
  reviewers.length = 0
  for (const name of ["Rita", "Remi", "Rosa"]) reviewers.push(await enter(owner, project, named(name), ["reviewer"]))
  await answer(awa, 300)
  await answer(bela, 200)
}
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

interface Held {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
}

/** Sends one box that is so wide. */
async function send(who: Client, held: Held, width: number): Promise<void> {
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = held
  const region = { id: `of-${width}`, label: "thing", geometry: { type: "box", x: 300, y: 200, width, height: 400 } }
  await who.act("work.submitNext", {
    ...{ assignmentId, fence, ontologyVersion, guidelineVersion, want: 1, submissionId: randomUUID() },
    body: { regions: [region], nothingHere: false },
  })
}

async function answer(who: Client, width: number): Promise<void> {
  const { leases } = await who.act<{ leases: Held[] }>("work.next", { project, want: 1 })
  await send(who, leases[0] ?? expect.fail(), width)
}

interface Review {
  readonly task: string
  readonly revision: number
  readonly differences: readonly {
    readonly difference: {
      readonly id: string
      readonly candidates: readonly {
        readonly region: { readonly geometry: { readonly width: number } } | null
        readonly letters: readonly string[]
      }[]
    }
  }[]
}

/** The disputed task as a reviewer opens it, with the letter of Awa's answer. */
async function open(who: Client) {
  const ask = () => who.act<{ task: Review | null }>("review.open", { project, task: null, kinds: [], labels: [] })
  let { task } = await ask()
  for (let tries = 0; task === null && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    task = (await ask()).task
  }
  const { difference } = task?.differences[0] ?? expect.fail()
  const letter = difference.candidates.find(({ region }) => region?.geometry.width === 300)?.letters[0] ?? expect.fail()
  return { at: { project, task: task?.task ?? "", letter }, revision: task?.revision ?? 0, difference: difference.id }
}

/** Proposes what the panel fills in for Awa's answer; the status of the call. */
async function propose(who: Client): Promise<number> {
  const { at, revision, difference } = await open(who)
  const asked = { ...at, difference }
  const { drafts } = await who.ask<{ drafts: { reason: string; clause: string; evidence: object[] }[] }>(
    "decision.panel",
    asked,
  )
  const { reason, clause, evidence } = drafts[0] ?? expect.fail()
  return (await who.send("decision.propose", { ...at, revision, reason, clause, evidence, act: randomUUID() })).status
}

/** Sent back, sent again as it was, proposed by one reviewer and agreed to by another. */
async function reject(): Promise<void> {
  const [first, second] = reviewers as [Client, Client, Client]
  const doubted = await open(first)
  const reason = { code: "edges", clause: "1", note: "the bag is not part of it" }
  await first.act("review.sendBack", { ...doubted.at, revision: doubted.revision, reason })
  const { rows } = await awa.ask<{ rows: { assignmentId: string }[] }>("work.history", {
    ...{ project, states: ["sent_back"], search: "", cursor: null, limit: 1 },
  })
  const held = await awa.act<Held>("work.revise", { assignmentId: rows[0]?.assignmentId ?? "" })
  await send(awa, held, 300)
  // The answer that came again is looked at meanwhile: whoever proposes sees it as it is now.
  await eventually(() => propose(first)).toBe(200)
  const { rows: waiting } = await second.ask<{ rows: { decision: string }[] }>("decision.seconds", { project })
  const decision = waiting[0]?.decision ?? expect.fail()
  await second.act("decision.answerSecond", { project, decision, agrees: true, act: randomUUID() })
}

/** A third person, drawn for the appeal, finds that both may stand. */
async function overturn(): Promise<void> {
  const third = reviewers[2] ?? expect.fail()
  const waiting = () => third.ask<{ waiting: { decision: string }[] }>("decision.appeals", {})
  await eventually(async () => (await waiting()).waiting.length).toBe(1)
  const decision = (await waiting()).waiting[0]?.decision ?? ""
  await third.act("decision.answer", {
    ...{ decision, act: randomUUID(), answer: "both", clause: "1", text: "the clause does not name bags" },
  })
}

test("a rejection is read with its figures and appealed by one key, and what a third person wrote stands there", async () => {
  await begin("market", "")
  await reject()
  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 800 } })
  await signIn(page, server.origin, "awa@justesse.example")
  await page.goto(`${server.origin}/work/decisions`)
  await page.getByText("One decision waits for you.").waitFor()
  await page.getByText("thing, place out of tolerance").waitFor()
  await page.getByRole("link", { name: "See, appeal" }).click()
  await page.getByRole("heading", { name: "Rejected: thing, place out of tolerance" }).waitFor()
  await page.getByText("Each edge lies within 12 px of what the box is for.").waitFor()
  await page.getByRole("row", { name: "apart; allowed: 12 px 50 px" }).waitFor()
  await page.getByText("Computed again from the two answers when you opened this page.").waitFor()
  const shown = await page.getByRole("region", { name: "Who decided, who is next" }).locator("li").allInnerTexts()
  expect(shown.map((text) => text.split("\n")[0])).toEqual([
    ...["You sent it", "A reviewer sent it back for repair: “the bag is not part of it”", "You sent it again"],
    ...["A reviewer proposed a rejection", "A second person agreed", "You"],
  ])
  expect([await barriers(page), await scrollsSideways(page)]).toEqual([[], false])
  // Enter does nothing while somebody writes.
  const words = page.getByLabel("Why, if you like")
  await words.fill("the bag is in her hand")
  await words.press("Enter")
  await page.keyboard.press("h")
  await words.blur()
  await page.keyboard.press("Enter")
  await page.getByText("You appealed. A third person decides.").waitFor()
  await page.getByRole("heading", { name: "You appealed: thing, place out of tolerance" }).waitFor()
  await overturn()
  await page.reload()
  await page.getByRole("heading", { name: "Overturned: thing, place out of tolerance" }).waitFor()
  await page.getByText("the clause does not name bags", { exact: true }).waitFor()
  await page.getByText("What was put right").waitFor()
  await page.goto(`${server.origin}/work/decisions`)
  await page.getByText("Everything that was doubted is decided.").waitFor()
  await page.getByRole("button", { name: "Decided (1)" }).click()
  await page.getByText("The rejection was wrong and is undone. Your answer stands.").waitFor()
  expect(errors).toEqual([])
})

/** As {@link begin}, in a project that pays: its owner did five, put money in and opened it. */
async function beginPaid(slug: string, letter: string): Promise<void> {
  project = slug
  const floor = { place: "*", currency: "EUR", microsPerHour: 12_000_000, untilDay: null, source: "this studio" }
  await owner.act("pay.addFloor", { ...floor, fromDay: new Date(clock.nowMs).toISOString().slice(0, 10) })
  const pay = { mode: "paid", currency: "EUR", floorMicrosPerHour: null, bonusPercent: 15, learningPercent: 5 } as const
  await draftProject(owner, slug, 6, pay)
  const { draft } = await owner.ask<{ draft: { settings: object } }>("project.draft", { project })
  const settings = { ...draft.settings, overlap: { base: 3, more: 3, moreRatio: 0 } }
  await owner.act("project.saveDraft", { project, draft: { ...draft, settings } })
  for (let n = 0; n < 5; n++) await workOne(owner, project, { clock, seconds: 40 })
  await owner.act("pay.deposit", { project, depositId: randomUUID(), amountMicros: 60_000_000, proof: "transfer 1" })
  await owner.act("project.open", { project })
  const people = ["Awa", "Bela", "Rita", "Remi", "Rosa"].map((name) => `${name}${letter}`)
  const [first = "", second = "", ...others] = people
  awa = await arrive(owner, project, first, ["annotator"])
  const bela = await arrive(owner, project, second, ["annotator"])
  reviewers.length = 0
  for (const name of others) reviewers.push(await arrive(owner, project, name, ["reviewer"]))
  for (const one of [awa, bela]) await sayYes(one, project)
  await answer(awa, 300)
  await answer(bela, 200)
}

test("in a project that pays a decision says what was paid, which bonus is held, and what a won appeal brought", async () => {
  await beginPaid("paid", "p")
  await reject()
  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 800 } })
  await signIn(page, server.origin, "awap@justesse.example")
  await page.goto(`${server.origin}/work/decisions`)
  await page.getByRole("link", { name: "See, appeal" }).click()
  await page.getByRole("heading", { name: "Money" }).waitFor()
  const bonus = page.locator(".row").filter({ hasText: "held until the rejection stands or is overturned" })
  expect(await bonus.innerText()).toMatch(/^Bonus\n.*\n+0[.,]\d\d\s?€$/)
  await shoot(page, "decision-paid-rejected")
  await page.getByRole("button", { name: /^Appeal/ }).click()
  await page.getByText("You appealed. A third person decides.").waitFor()
  // One way to object, and a way back from it.
  expect(await page.getByRole("button", { name: "I disagree" }).count()).toBe(0)
  await page.getByRole("button", { name: "Take the appeal back" }).waitFor()
  await overturn()
  await page.reload()
  await page.getByRole("heading", { name: /^Overturned/ }).waitFor()
  const right = page.locator("section").filter({ has: page.getByRole("heading", { name: "What was put right" }) })
  await right.getByText("For the appeal that you won, 10 min").waitFor()
  expect(await right.innerText()).toMatch(/For the appeal that you won, 10\smin\npaid\n+2[.,]00\s?€/)
  expect(await page.getByRole("heading", { name: "Money" }).count()).toBe(0)
  await shoot(page, "decision-paid-overturned")
  expect([await barriers(page), await scrollsSideways(page), errors]).toEqual([[], false, []])
})

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, picture: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (!folder) return
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(folder, `${picture}.${colorScheme}.png`), fullPage: true })
  }
  await page.emulateMedia({ colorScheme: "light" })
}

test("whoever lets a rejection stand writes to the ombud, who reads that case and has it decided again by another person", async () => {
  await begin("square", "b")
  await reject()
  const elsewhere = [
    await sharp({ create: { width: 64, height: 64, channels: 3, background: "#888" } })
      .jpeg()
      .toBuffer(),
  ]
  await openProject(owner, { slug: "elsewhere", kind: "boxes", overlap: 1, pictures: elsewhere })
  await enter(owner, "elsewhere", "Olga", ["annotator"])
  const operator = await visit(browser, { viewport: { width: 1280, height: 600 } })
  await signIn(operator.page, server.origin, "ada@justesse.example")
  await operator.page.goto(`${server.origin}/admin/people`)
  await operator.page.getByRole("button", { name: /Olga/ }).click()
  await operator.page.getByRole("menuitem", { name: "Make ombud" }).click()
  await operator.page.getByText("Olga is the ombud.").waitFor()
  await shoot(operator.page, "ombud-people")

  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 600 } })
  await signIn(page, server.origin, "awab@justesse.example")
  await page.goto(`${server.origin}/work/contacts`)
  await page.getByText("Ombud, outside of your projects:").waitFor()
  // Decisions are a view of the history.
  await page.getByRole("link", { name: "History 1" }).click()
  await page.getByRole("button", { name: "Decisions (1)" }).click()
  await page.getByRole("link", { name: "See, appeal" }).click()
  await page.waitForURL(/decisions\/[0-9a-f-]{36}$/)
  await page.getByRole("button", { name: /^Appeal/ }).waitFor()
  // No button gives up the rest of the window.
  expect(await page.getByRole("button", { name: "I understand, leave it" }).count()).toBe(0)
  const left = await page.evaluate(async () => {
    const input = { decision: location.pathname.split("/").at(-1), act: crypto.randomUUID() }
    const headers = { "content-type": "application/json" }
    return (await fetch("/trpc/decision.leave", { method: "POST", headers, body: JSON.stringify(input) })).status
  })
  expect(left).toBe(200)
  await page.reload()
  await page.getByLabel("What the ombud should look at").fill("The bag is in her hand: it belongs to the thing.")
  await shoot(page, "ombud-write")
  await page.getByRole("button", { name: "Send to the ombud" }).click()
  await page.locator("li").getByText("The bag is in her hand").waitFor()
  expect([await barriers(page), await scrollsSideways(page)]).toEqual([[], false])

  const olga = await visit(browser, { viewport: { width: 1280, height: 600 } })
  await signIn(olga.page, server.origin, "olga@justesse.example")
  await olga.page.goto(`${server.origin}/inbox`)
  await olga.page.getByText("Somebody wrote to you as the ombud").waitFor()
  await olga.page.getByRole("link", { name: "Ombud" }).click()
  await olga.page.getByText("One matter waits for you.").waitFor()
  const pictures: number[] = []
  olga.page.on("response", (answer) => {
    if (answer.url().includes("/media/")) pictures.push(answer.status())
  })
  await shoot(olga.page, "ombud-list")
  await olga.page.getByRole("link", { name: "See" }).click()
  await olga.page.getByText("You read this case alone", { exact: false }).waitFor()
  // Its picture is theirs to see, though they are no member.
  await eventually(async () => pictures.includes(200)).toBe(true)
  await shoot(olga.page, "ombud-one")
  expect([await barriers(olga.page), await scrollsSideways(olga.page)]).toEqual([[], false])
  await olga.page.getByRole("textbox", { name: "Your answer" }).fill("I have it decided again.")
  await olga.page.getByRole("button", { name: "Answer", exact: true }).click()
  await olga.page.getByRole("button", { name: "Have it decided again" }).click()
  await olga.page.getByText("The ombud had it decided again on").waitFor()

  await page.reload()
  await page.getByText("I have it decided again.").waitFor()
  await page.getByText("The ombud had it decided again on").waitFor()
  const third = reviewers[2] ?? expect.fail()
  const { rows } = await third.ask<{ rows: { decision: string }[] }>("decision.seconds", { project })
  const decision = rows[0]?.decision ?? expect.fail()
  await third.act("decision.answerSecond", { project, decision, agrees: false, act: randomUUID() })
  await page.reload()
  await page.getByRole("heading", { name: /^Accepted/ }).waitFor()
  await shoot(page, "ombud-accepted")
  expect([...errors, ...olga.errors]).toEqual([])
})
