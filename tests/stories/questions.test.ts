import { randomUUID } from "node:crypto"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

test("a question at a place puts the task aside; the answer becomes a clause and brings the task back first (found B10)", async () => {
  const pictures = await Promise.all([1, 2, 3, 4].map((n) => jpeg(n)))
  await openProject(owner, { slug: "market", kind: "boxes", overlap: 1, pictures })
  await join(owner, "market", "Awa", ["annotator"])

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "awa@justesse.example")
  await page.goto(`${server.origin}/label/market`)
  await picture(page).waitFor()
  await drag(page, [0.3, 0.3], [0.6, 0.6])
  await expect.poll(() => regions(page).count()).toBe(1)
  await saved(page).waitFor()
  const asked = page.url()

  await page.keyboard.press("q")
  await page.getByRole("button", { name: /^Click the place you ask about/ }).click({ position: { x: 300, y: 300 } })
  const words = page.getByLabel("What do you want to know?")
  await words.fill("The right side is in the shadow of the table. Box what I see?")
  // What is written and not sent is there again, wherever the place is chosen.
  await page.reload()
  await expect.poll(() => regions(page).count()).toBe(1)
  await page.keyboard.press("q")
  await page.getByRole("button", { name: /^Click the place you ask about/ }).click({ position: { x: 300, y: 300 } })
  expect(await words.inputValue()).toBe("The right side is in the shadow of the table. Box what I see?")
  await page.getByText(/Ada can answer/).waitFor()
  await page.keyboard.press("Enter")

  await page.getByText("Put aside until it is answered.").waitFor()
  const mine = await page.context().newPage()
  await mine.goto(`${server.origin}/work`)
  await mine.getByRole("heading", { name: "Put aside: 1 task waits for an answer" }).waitFor()
  const openAgain = mine.getByRole("link", { name: "Open", exact: true })
  expect(asked.endsWith((await openAgain.getAttribute("href")) ?? "?")).toBe(true)
  await mine.close()
  await expect.poll(() => page.url()).not.toBe(asked)
  await expect.poll(() => regions(page).count()).toBe(0)
  const kept = () => Object.keys(sessionStorage).filter((key) => /written/.test(key))
  await expect.poll(() => page.evaluate(kept)).toEqual([])

  const visited = await visit(browser)
  await signIn(visited.page, server.origin, "ada@justesse.example")
  await visited.page.goto(`${server.origin}/p/market/questions`)
  await visited.page.getByText("One person waits").waitFor()
  await visited.page.getByRole("button", { name: /^The right side is in the shadow/ }).waitFor()
  await visited.page.getByLabel("Your answer").fill("Where it must end: follow the seam at the bottom.")
  await visited.page.getByLabel("Make it part of the guideline").check()
  await visited.page.getByLabel("The clause", { exact: true }).fill("In shadow: box to where it must end.")
  await visited.page.keyboard.press("Control+Enter")
  await visited.page.getByText("Nobody waits for an answer.").first().waitFor()
  await visited.page.goto(`${server.origin}/p/market/guideline`)
  await visited.page.getByText("In shadow: box to where it must end.").first().waitFor()

  // What is worked on is sent first; the task with the answer is the next that comes. A page that went on before it heard of the
  // answer has one task that it held already between.
  const drawAndSend = async () => {
    const before = page.url()
    await drag(page, [0.2, 0.2], [0.4, 0.4])
    await expect.poll(() => regions(page).count()).toBe(1)
    await saved(page).waitFor()
    await page.keyboard.press("Enter")
    await expect.poll(() => page.url()).not.toBe(before)
  }
  await drawAndSend()
  if (page.url() !== asked) await drawAndSend()
  await page.getByText("Your question has an answer.").waitFor()
  await expect.poll(() => page.url()).toBe(asked)
  await expect.poll(() => regions(page).count()).toBe(1)
  await page.getByText("Where it must end: follow the seam at the bottom.").waitFor()
  await page.getByText("Now clause 1 of the guideline").waitFor()
  // Enter says first that it is clear, and sends only then.
  await page.keyboard.press("Enter")
  await page.getByText("Your question has an answer.").waitFor({ state: "hidden" })
  expect(page.url()).toBe(asked)
  await page.keyboard.press("Enter")
  await expect.poll(() => page.url()).not.toBe(asked)

  await page.goto(`${server.origin}/work/questions`)
  await page.getByText("No question waits for an answer.").waitFor()
  await page.getByText("clause 1", { exact: true }).waitFor()
  expect([errors, visited.errors]).toEqual([[], []])
})

const line = (value: string) => ({
  ...{ id: "1", geometry: { type: "box", x: 40, y: 20, width: 200, height: 24 }, label: "thing" },
  transcript: { value },
})

async function answerWith(client: Client, project: string, value: string): Promise<string> {
  const { leases } = await client.act<HeldLeases>("work.next", { project, want: 1 })
  const lease = leases[0]
  if (!lease) throw new Error("There is no task.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const body = { nothingHere: false, regions: [line(value)] }
  const sent = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  await client.act("work.submitNext", sent)
  return assignmentId
}

test("what comes back says where, why and what was seen; its author disagrees, and the reviewer answers", async () => {
  await openProject(owner, { slug: "receipts", kind: "transcription", overlap: 2, pictures: [await jpeg(9)] })
  const jonas = await join(owner, "receipts", "Jonas", ["annotator"])
  const imani = await join(owner, "receipts", "Imani", ["annotator"])
  const rita = await join(owner, "receipts", "Rita", ["reviewer"])
  await answerWith(imani, "receipts", "Total 18,40")
  await answerWith(jonas, "receipts", "Total 18.40")

  const open = async () => {
    const input = { project: "receipts", task: null, kinds: [], labels: [], look: "first" }
    return (await rita.act<{ task: ReviewTask | null }>("review.open", input)).task
  }
  await expect.poll(open, { timeout: 20_000 }).not.toBeNull()
  const task = await open()
  if (!task) throw new Error("A disputed task is expected.")
  const disagreement = task.differences[0]?.difference
  const letter = disagreement?.candidates.find(({ region }) => region?.transcript?.value === "Total 18.40")?.letters[0]
  const reason = { code: "text", clause: "3.2", note: "The receipt has a comma." }
  const at = { project: "receipts", task: task.task, revision: task.revision }
  await rita.act("review.sendBack", { ...at, letter, reason, difference: disagreement?.id })

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "jonas@justesse.example")
  await page.goto(`${server.origin}/inbox`)
  await page.getByText("An answer of yours came back: look at the place and correct it").waitFor()
  await page.getByRole("link", { name: "See" }).click()
  await page.waitForURL((url) => url.pathname.startsWith("/work/decisions/"))
  await page.getByText("The receipt has a comma.").first().waitFor()
  await page
    .getByText(/clause 3\.2/)
    .first()
    .waitFor()
  await page.getByRole("button", { name: "Write to the reviewer" }).click()
  await page.getByLabel("What do you see differently?").fill("It is a dot with a smear.")
  // What is written and not sent is there again.
  await page.reload()
  expect(await page.getByLabel("What do you see differently?").first().inputValue()).toBe("It is a dot with a smear.")
  await page.getByRole("button", { name: "Send to the reviewer" }).click()
  await page.getByText("Sent. The reviewer answers here.").waitFor()

  const visited = await visit(browser)
  await signIn(visited.page, server.origin, "rita@justesse.example")
  await visited.page.goto(`${server.origin}/inbox`)
  await visited.page.getByText("Somebody does not agree with a decision").waitFor()
  await visited.page.getByRole("link", { name: "See" }).click()
  await visited.page.getByRole("button", { name: /^It is a dot with a smear/ }).waitFor()
  // A reviewer reads no names.
  expect(await visited.page.getByText("Jonas").count()).toBe(0)
  await visited.page.getByLabel("Your answer").fill("Looked again: you are right.")
  await visited.page.getByRole("link", { name: "Inbox" }).first().click()
  await visited.page.getByRole("heading", { name: "Inbox" }).waitFor()
  await visited.page.goBack()
  await visited.page.getByLabel("Your answer").focus()
  expect(await visited.page.getByLabel("Your answer").inputValue()).toBe("Looked again: you are right.")
  await visited.page.keyboard.press("Control+Enter")
  await visited.page.getByText("Nobody waits for an answer.").first().waitFor()
  expect(await visited.page.evaluate(() => Object.keys(sessionStorage).filter((key) => /written/.test(key)))).toEqual(
    [],
  )

  await page.reload()
  await page.getByText("Looked again: you are right.").waitFor()
  await page.getByRole("button", { name: "Clear to me" }).click()
  await page.getByText("clear", { exact: true }).waitFor()
  expect([errors, visited.errors]).toEqual([[], []])
})

test("one answer ends the wait of all who ask the same, and what a clause meets is said", async () => {
  const pictures = await Promise.all([21, 22, 23, 24].map((n) => jpeg(n)))
  await openProject(owner, { slug: "crates", kind: "boxes", overlap: 1, pictures })
  const asks = async (name: string, text: string) => {
    const person = await join(owner, "crates", name, ["annotator"])
    const { leases } = await person.act<HeldLeases>("work.next", { project: "crates", want: 1 })
    const { assignmentId, fence } = leases[0] ?? { assignmentId: "", fence: 0 }
    const region = { label: "thing", text: null, box: { x: 40, y: 30, width: 60, height: 40 } }
    const spot = { point: { x: 60, y: 50 }, region, place: null }
    const ids = { threadId: randomUUID(), messageId: randomUUID() }
    await person.act("question.ask", {
      ...{ ...ids, assignmentId, fence, text, spot, regionId: null, clause: null, putAside: true, want: 1 },
    })
    return person
  }
  await asks("Nora", "Is the price card part of the crate?")
  const omar = await asks("Omar", "Is a price card part of the crate as well?")

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/p/crates/questions`)
  await page.getByText("2 people wait").waitFor()
  await page.getByLabel("Your answer").fill("No: it is a thing of its own.")
  await page.getByLabel("Make it part of the guideline").check()
  await page.getByText("One more open question asks the same.").waitFor()
  await page.getByText(/tasks that people hold now are finished under the version/).waitFor()
  await page.getByRole("button", { name: "everybody who asks the same (2)" }).click()
  await page.getByText("One more open question asks the same.").waitFor({ state: "hidden" })
  await page.getByLabel("Make it part of the guideline").uncheck()
  await page.getByLabel("Your answer").focus()
  await page.keyboard.press("Control+Enter")
  await page.getByText("2 questions are answered at once.").waitFor()
  await page.getByText("Nobody waits for an answer.").first().waitFor()
  const inbox = await omar.ask<{ notices: { kind: string }[] }>("question.inbox", { cursor: null, limit: 5 })
  expect(inbox.notices.map(({ kind }) => kind)).toEqual(["answered"])
  expect(errors).toEqual([])
})

test("a reviewer asks about a difference with Q, keys alone; the owner reads the place, and comments on the picture", async () => {
  await openProject(owner, { slug: "notes", kind: "transcription", overlap: 2, pictures: [await jpeg(31)] })
  const paul = await join(owner, "notes", "Paul", ["annotator"])
  const quin = await join(owner, "notes", "Quin", ["annotator"])
  await join(owner, "notes", "Rosa", ["reviewer"])
  const { leases } = await paul.act<HeldLeases>("work.next", { project: "notes", want: 1 })
  const { assignmentId, fence } = leases[0] ?? { assignmentId: "", fence: 0 }
  const spot = { point: null, region: null, place: null }
  const ids = { threadId: randomUUID(), messageId: randomUUID() }
  await paul.act("question.ask", {
    ...{
      ...ids,
      assignmentId,
      fence,
      text: "Comma or dot?",
      spot,
      regionId: null,
      clause: null,
      putAside: false,
      want: 1,
    },
  })
  await answerWith(paul, "notes", "Total 18,40")
  await answerWith(quin, "notes", "Total 18.40")

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "rosa@justesse.example")
  const waits = async () => {
    await page.goto(`${server.origin}/review/notes`)
    await arrived(page)
    return page.getByRole("link", { name: /^Start/ }).count()
  }
  await expect.poll(waits, { timeout: 20_000 }).toBe(1)
  await page.keyboard.press("Enter")
  // Whoever decides reads what was asked about the task, and not by whom.
  const asked = page.getByRole("region", { name: "Asked here" })
  await asked.getByText("Comma or dot?").waitFor()
  await asked.getByText("no answer yet").waitFor()
  expect(await page.getByText("Paul").count()).toBe(0)
  await page.keyboard.press("q")
  await page.getByRole("form", { name: "Ask the owner" }).waitFor()
  await page.getByLabel("What should the owner say?").fill("Clause 1 says neither. A or B?")
  // What is written stays written, though the way out is pressed.
  await page.keyboard.press("Escape")
  await page.getByRole("form", { name: "Ask the owner" }).waitFor({ state: "detached" })
  await page.keyboard.press("q")
  await expect
    .poll(() => page.getByLabel("What should the owner say?").inputValue())
    .toBe("Clause 1 says neither. A or B?")
  await page.keyboard.press("Enter")
  await page.getByText("Asked. The answer comes to your inbox.").waitFor()
  await asked.getByText("Clause 1 says neither. A or B?").waitFor()

  const visited = await visit(browser)
  await signIn(visited.page, server.origin, "ada@justesse.example")
  await visited.page.goto(`${server.origin}/p/notes/questions`)
  await visited.page.getByRole("button", { name: /^Clause 1 says neither/ }).click()
  await visited.page.getByLabel("Your answer").fill("The comma.")
  await visited.page.keyboard.press("Control+Enter")
  await visited.page.getByText("One person waits").waitFor()
  await visited.page.goto(`${server.origin}/p/notes/questions?tab=answered`)
  await visited.page.getByRole("link", { name: "See the picture" }).click()
  await visited.page.getByRole("button", { name: "Comments (2)" }).click()
  // A question is read by whoever asked, who is told no name: only a comment offers to tell somebody.
  const question = visited.page.getByRole("region", { name: "Comma or dot?" })
  await question.getByRole("button", { name: "Reply" }).click()
  await question.getByLabel("Write a comment").waitFor()
  await visited.page.getByRole("button", { name: "@Rosa" }).click()
  await visited.page.getByLabel("Write a comment").last().pressSequentially("is this receipt cut?")
  await visited.page.keyboard.press("Control+Enter")
  await visited.page.getByRole("button", { name: "Comments (3)" }).waitFor()

  await page.goto(`${server.origin}/inbox`)
  await page.getByText("Your question has an answer").waitFor()
  await page.getByText("Somebody named you in a comment").waitFor()
  await page.getByRole("link", { name: "See" }).first().click()
  await page.getByText("@Rosa is this receipt cut?").first().waitFor()
  await page.getByRole("link", { name: "See the picture" }).click()
  await page.getByRole("button", { name: "Comments (3)" }).click()
  await page.getByRole("button", { name: "Resolve" }).click()
  await page.getByText("resolved", { exact: true }).waitFor()
  expect([errors, visited.errors]).toEqual([[], []])
})
