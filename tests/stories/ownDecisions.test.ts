import { randomUUID } from "node:crypto"
import { eventually } from "@justesse/db/testing/eventually"
import type { Browser } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { barriers, scrollsSideways } from "../support/inspect.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

// What somebody reads and does about an answer of theirs that a reviewer rejected.

let browser: Browser
let server: Server
let owner: Client
let awa: Client
const reviewers: Client[] = []
const project = "market"

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const street = { create: { width: 1200, height: 900, channels: 3 as const, background: { r: 120, g: 140, b: 150 } } }
  await openProject(owner, {
    slug: project,
    kind: "boxes",
    overlap: 2,
    pictures: [await sharp(street).jpeg().toBuffer()],
  })
  const markdown = "## 1 Edges\n\nEach edge lies within 12 px of what the box is for.\n"
  await owner.act("guideline.save", { project, baseVersion: 1, markdown, note: "" })
  awa = await join(owner, project, "Awa", ["annotator"])
  const bela = await join(owner, project, "Bela", ["annotator"])
  for (const name of ["Rita", "Remi", "Rosa"]) reviewers.push(await join(owner, project, name, ["reviewer"]))
  await answer(awa, 300)
  await answer(bela, 200)
})
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
    ...{ project, states: [], search: "", cursor: null, limit: 1 },
  })
  const held = await awa.act<Held>("work.revise", { assignmentId: rows[0]?.assignmentId ?? "" })
  await send(awa, held, 300)
  // The answer that came again is looked at meanwhile: whoever proposes sees it as it is now.
  await eventually(() => propose(first)).toBe(200)
  const { rows: waiting } = await second.ask<{ rows: { decision: string }[] }>("decision.seconds", { project })
  const decision = waiting[0]?.decision ?? expect.fail()
  await second.act("decision.answerSecond", { project, decision, agrees: true, act: randomUUID() })
}

test("a rejection is read with its figures and appealed by one key, and what a third person wrote stands there", async () => {
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
  const shown = await page.locator("ol li").allInnerTexts()
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
  const third = reviewers[2] ?? expect.fail()
  const waiting = () => third.ask<{ waiting: { decision: string }[] }>("decision.appeals", {})
  await eventually(async () => (await waiting()).waiting.length).toBe(1)
  const decision = (await waiting()).waiting[0]?.decision ?? ""
  await third.act("decision.answer", {
    ...{ decision, act: randomUUID(), answer: "both", clause: "1", text: "the clause does not name bags" },
  })
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
