import { randomUUID } from "node:crypto"
import { eventually } from "@justesse/db/testing/eventually"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"
import { picture } from "../support/taskPage.ts"

const PROJECT = "receipts"

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const line = (id: string, y: number, value: string, x = 40) => ({
  id,
  geometry: { type: "box", x, y, width: 200, height: 24 },
  label: "thing",
  transcript: { value },
})

/** What three people read on the same receipt: they agree on the shop, and on nothing else. */
const ANSWERS = [
  {
    name: "Awa",
    became: /^3 of your 3 regions kept unchanged/,
    regions: [line("1", 20, "Boulangerie"), line("2", 60, "Total 18,40"), line("3", 100, "Merci")],
  },
  {
    name: "Jonas",
    became: /^2 of your 3 regions kept unchanged/,
    regions: [line("1", 20, "Boulangerie"), line("2", 60, "Total 18.40"), line("3", 100, "Merci")],
  },
  {
    name: "Imani",
    became: /^1 of your 2 regions kept unchanged/,
    regions: [line("1", 20, "Boulangerie"), line("2", 60, "Total 18,4O")],
  },
]

async function answer(client: Client, regions: readonly unknown[], project = PROJECT): Promise<void> {
  const { leases } = await client.act<HeldLeases>("work.next", { project, want: 1 })
  const lease = leases[0]
  if (!lease) throw new Error("There is no task.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const body = { nothingHere: false, regions }
  const heldTask = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  await client.act("work.submitNext", heldTask)
}

beforeAll(async () => {
  owner = await setUp(server)
})

/** What of the column at the side reaches beyond the window, and answers whose words do not fit their row. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = [...document.querySelectorAll<HTMLElement>("aside *")]
    const beyond = parts.filter((part) => part.getBoundingClientRect().right > window.innerWidth + 0.5)
    const cut = parts.filter(
      (part) =>
        part.closest("button[aria-pressed], button:has(> kbd:first-child)") && part.scrollWidth > part.clientWidth + 1,
    )
    return [...beyond, ...cut.filter((part) => getComputedStyle(part).display !== "inline")].map(
      (part) => part.outerHTML,
    )
  })
}

const stripOf = (page: Page) => page.getByRole("region", { name: "Image and answers, letter by letter" })
const heightOf = async (page: Page) => (await stripOf(page).boundingBox())?.height

interface Queues {
  readonly queues: readonly { readonly project: string; readonly differences: number }[]
}

test("where people gave different labels, E and a digit give the label, and the text stays as it is (found B6)", async () => {
  const project = "labels"
  await openProject(owner, { slug: project, kind: "transcription", overlap: 2, pictures: [await jpeg(2, 400, 300)] })
  const read = line("1", 20, "Ticket 3117")
  await answer(await join(owner, project, "Ines", ["annotator"]), [read], project)
  await answer(await join(owner, project, "Karim", ["annotator"]), [{ ...read, label: "other" }], project)
  const reviewer = await join(owner, project, "Odile", ["reviewer"])
  await eventually(async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0).toBe(1)

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "odile@justesse.example")
  await page.goto(`${server.origin}/review/${project}`)
  await page.getByRole("link", { name: /^Start/ }).click()
  await page.getByRole("heading", { name: /difference 1 of 1/ }).waitFor()
  // Two people, two labels: no answer leads, so nothing is proposed and Space takes nothing (found P2).
  await page.getByText("A tie: no answer leads.").waitFor()
  expect(await page.getByRole("region", { name: "Label differs" }).getByRole("button").count()).toBe(2)
  // What is written is the same everywhere, so it is said once, in room that the strip keeps for the next difference (found P9, A17).
  expect((await stripOf(page).innerText()).replace(/\s/g, "")).toBe("imageTicket␣3117")
  await page.keyboard.press(" ")
  await page.getByText(/so nothing is proposed\. Choose one by its letter/).waitFor()
  await page.getByRole("button", { name: /^Finish/, disabled: true }).waitFor()
  await page.keyboard.press("e")
  const edit = page.getByRole("region", { name: "Your own answer" })
  await edit.waitFor()
  // All of the column is inside the window, in both languages, and no answer to choose from is cut (found B21, O32).
  expect(await outside(page)).toEqual([])
  const speak = async (language: "en" | "fr", name: string) => {
    const preferences = { language, theme: "system", keyHints: true, mirrored: false }
    await reviewer.act("account.update", { preferences })
    await page.reload()
    await page.locator("aside").waitFor()
    await page.keyboard.press("e")
    await page.getByRole("region", { name }).waitFor()
  }
  await speak("fr", "Votre réponse")
  expect(await outside(page)).toEqual([])
  await speak("en", "Your own answer")
  for (const [digit, label] of [
    ["1", "1 · thing"],
    ["2", "2 · other"],
  ] as const) {
    await page.keyboard.press(digit)
    await eventually(() => edit.getByRole("combobox").locator("option:checked").textContent()).toBe(label)
  }
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name: /^Finish/, disabled: false }).waitFor()
  await page.keyboard.press("Enter")
  await eventually(async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0).toBe(0)
  const filter = { search: "", states: [], labels: [] }
  const listed = { project, filter, sort: "number", cursor: null, limit: 1 }
  const { tiles } = await owner.ask<{ tiles: { asset: number }[] }>("asset.list", listed)
  interface FinalAnswer {
    readonly answer: { readonly regions: readonly { label: string; transcript: { value: string } }[] } | null
  }
  const final = async () =>
    (await owner.ask<FinalAnswer>("asset.get", { project, asset: tiles[0]?.asset })).answer?.regions ?? null
  // What is decided is settled a moment later.
  await eventually(async () => (await final()) !== null).toBe(true)
  expect(await final()).toMatchObject([{ label: "other", transcript: { value: "Ticket 3117" } }])
  expect(errors).toEqual([])
})

test("an answer that a reviewer sends back is the first thing that its author reads, with the place and a way to correct it (found B7, P11)", async () => {
  const project = "back"
  await openProject(owner, { slug: project, kind: "boxes", overlap: 2, pictures: [await jpeg(3, 400, 300)] })
  const { geometry, transcript: _, ...rest } = line("1", 20, "")
  const box = { ...rest, geometry: { ...geometry, width: 120, height: 90 } }
  await answer(await join(owner, project, "Paula", ["annotator"]), [box], project)
  await answer(await join(owner, project, "Quentin", ["annotator"]), [{ ...box, label: "other" }], project)
  const reviewer = await join(owner, project, "Rosa", ["reviewer"])
  await eventually(async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0).toBe(1)
  const { page } = await visit(browser)
  await signIn(page, server.origin, "rosa@justesse.example")
  await page.goto(`${server.origin}/review/${project}`)
  await page.getByRole("link", { name: /^Start/ }).click()
  await page.getByRole("heading", { name: /difference 1 of 1/ }).waitFor()
  await page.keyboard.press("r")
  await page.keyboard.press("a")
  // Nothing carries a text here, so no reason is about one (found F24).
  const reasons = page.getByRole("region", { name: "Send back for repair" })
  await reasons.getByRole("button", { name: "the edges" }).waitFor()
  expect(await reasons.getByRole("button", { name: "the text" }).count()).toBe(0)
  await page.keyboard.press("2")
  await page.getByText(/was sent back to its author/).waitFor()

  const { page: own, errors } = await visit(browser)
  for (const name of ["paula", "quentin"]) {
    await signIn(own, server.origin, `${name}@justesse.example`)
    await own.goto(`${server.origin}/work`)
    await own.getByRole("heading", { level: 1 }).waitFor()
    await own.getByRole("heading", { name: "Work for you" }).waitFor()
    if ((await own.getByRole("heading", { name: "Sent back to you: 1 answer" }).count()) > 0) break
  }
  await own.getByRole("link", { name: "My work 1" }).waitFor()
  await own.getByRole("link", { name: "See", exact: true }).click()
  // It is read and answered in one place, whichever way one comes; the history leads there.
  await own.waitForURL((url) => url.pathname.startsWith("/work/decisions/"))
  const home = own.url()
  await own.goto(`${server.origin}/work/history`)
  await own.getByRole("link", { name: "See", exact: true }).first().click()
  await own.getByRole("heading", { level: 1, name: "Sent back to you: the label" }).waitFor()
  expect(await own.getByRole("button", { name: /Correct|disagree/ }).count()).toBe(0)
  await own.getByRole("link", { name: "Correct it, or leave it" }).click()
  await own.waitForURL(home)
  await own.getByText(/The place is marked in the picture/).waitFor()
  await own.getByRole("button", { name: "Repair" }).click()
  await own.waitForURL((url) => url.pathname.startsWith(`/label/${project}/`))
  await picture(own).waitFor()
  expect(errors).toEqual([])
})

test("three people's differences on a receipt are settled by keys, the last one undone and decided anew; each sees what became", async () => {
  await openProject(owner, { slug: PROJECT, kind: "transcription", overlap: 3, pictures: [await jpeg(1, 400, 300)] })
  for (const { name, regions } of ANSWERS) await answer(await join(owner, PROJECT, name, ["annotator"]), regions)
  const reviewer = await join(owner, PROJECT, "Moussa", ["reviewer"])
  await eventually(async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0).toBe(2)

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "moussa@justesse.example")
  await page.goto(`${server.origin}/review/${PROJECT}`)
  await page.getByRole("link", { name: /^Start/ }).waitFor()
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: /difference 1 of 2/ }).waitFor()
  await page
    .getByRole("button", { name: /Total 18,40/ })
    .first()
    .waitFor()
  // The sign of the proposal and the figure beside it say what they are where they stand (found P3).
  await page.getByTitle("proposed", { exact: true }).first().waitFor()
  await page
    .getByTitle(/^\d+\s?% of the people$/)
    .first()
    .waitFor()

  const height = await heightOf(page)
  await page.keyboard.press(" ")
  await page.getByRole("heading", { name: /difference 2 of 2/ }).waitFor()
  // One person has this line, and the strip is as high as it was for three readings of the other (found A17).
  expect(await heightOf(page)).toBe(height)
  await page.keyboard.press("x")
  await page.getByRole("button", { name: /^Finish/, disabled: false }).waitFor()
  await page.keyboard.press("Backspace")
  await page.getByRole("button", { name: /^Finish/, disabled: true }).waitFor()
  await page.getByRole("heading", { name: /difference 2 of 2/ }).waitFor()
  await page.keyboard.press(" ")
  await page.getByRole("button", { name: /^Finish/, disabled: false }).waitFor()
  await page.keyboard.press("Enter")
  await eventually(async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0).toBe(0)
  expect(errors).toEqual([])

  for (const { name, became } of ANSWERS) {
    const { page: own } = await visit(browser)
    await signIn(own, server.origin, `${name.toLowerCase()}@justesse.example`)
    await own.goto(`${server.origin}/work/history`)
    await own.getByRole("link", { name: "See" }).click()
    await own.getByRole("heading", { level: 1, name: became }).waitFor()
  }
})

test("decisions made without a network outlive their page and arrive from any other, once; the drawer lists them (C-01, C-02)", async () => {
  const project = "ride"
  const pictures = [await jpeg(5, 400, 300)]
  await openProject(owner, { slug: project, name: "Train ride", kind: "transcription", overlap: 2, pictures })
  const read = [line("1", 20, "Ticket 3117"), line("2", 60, "Total 18,40")]
  await answer(await join(owner, project, "Sven", ["annotator"]), read, project)
  const other = [line("1", 20, "Ticket 3177"), line("2", 60, "Total 18.40")]
  await answer(await join(owner, project, "Tove", ["annotator"]), other, project)
  const reviewer = await join(owner, project, "Uma", ["reviewer"])
  const open = async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0
  await eventually(open).toBe(2)

  const { page } = await visit(browser)
  await signIn(page, server.origin, "uma@justesse.example")
  await page.goto(`${server.origin}/review/${project}`)
  await page.getByRole("link", { name: /^Start/ }).click()
  await page.getByRole("heading", { name: /difference 1 of 2/ }).waitFor()
  const context = page.context()
  await context.setOffline(true)
  await page.keyboard.press("a")
  await page.getByRole("heading", { name: /difference 2 of 2/ }).waitFor()
  await page.getByText("No network.").waitFor()
  await page.keyboard.press("b")
  await page.getByText("Kept here, 2 to send").waitFor()
  await page.getByRole("button", { name: "What waits on this computer" }).click()
  const drawer = page.getByRole("region", { name: "What waits on this computer" })
  await drawer.getByText("2 decisions wait on this computer").waitFor()
  expect(await drawer.getByRole("listitem").count()).toBe(2)
  expect(await drawer.getByText("Train ride · decision").count()).toBe(2)
  await page.screenshot({ path: process.env["SHOT_WAITING"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("Escape")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "The next one needs the network" }).waitFor()
  await page.getByText("3 decisions are safe on this computer").waitFor()
  expect(await open()).toBe(2)

  // The tab is killed, and the next page is not even one of the review.
  const cdp = await context.newCDPSession(page)
  void cdp.send("Page.crash").catch(() => {})
  await page.waitForEvent("crash")
  await page.close()
  await context.setOffline(false)
  const later = await context.newPage()
  await later.goto(`${server.origin}/work`)
  await eventually(open).toBe(0)
  const listed = { project, filter: { search: "", states: [], labels: [] }, sort: "number", cursor: null, limit: 1 }
  const { tiles } = await owner.ask<{ tiles: { asset: number }[] }>("asset.list", listed)
  const texts = async () => {
    const asked = { project, asset: tiles[0]?.asset }
    const { answer: final } = await owner.ask<{ answer: { regions: { transcript: { value: string } }[] } | null }>(
      "asset.get",
      asked,
    )
    return final?.regions.map(({ transcript }) => transcript.value).length ?? 0
  }
  await eventually(texts).toBe(2)
  const rows = await owner.ask<{ rows: { what: string }[] }>("activity.list", {
    ...{ project, search: "", kinds: [], cursor: null, limit: 50 },
  })
  expect(rows.rows.filter(({ what }) => what === "review.decided").length).toBe(2)
})

test("a picture that does not load is said, nothing is decided or finished of it, and it is tried again (C-09)", async () => {
  const project = "unseen"
  await openProject(owner, { slug: project, kind: "boxes", overlap: 2, pictures: [await jpeg(6, 400, 300)] })
  const { geometry, transcript: _, ...rest } = line("1", 20, "")
  const box = { ...rest, geometry: { ...geometry, width: 120, height: 90 } }
  await answer(await join(owner, project, "Vera", ["annotator"]), [box], project)
  await answer(await join(owner, project, "Wim", ["annotator"]), [{ ...box, label: "other" }], project)
  const reviewer = await join(owner, project, "Xenia", ["reviewer"])
  const open = async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0
  await eventually(open).toBe(1)
  const { page } = await visit(browser)
  await signIn(page, server.origin, "xenia@justesse.example")
  await page.route("**/media/**", (route) => route.abort())
  await page.goto(`${server.origin}/review/${project}/next`)
  await page.getByRole("heading", { name: /difference 1 of 1/ }).waitFor()
  await page.getByText("The picture does not load").waitFor()
  for (const key of ["a", "x", "u", "e"]) {
    await page.keyboard.press(key)
    await page.getByText("The picture is not shown, so nothing was decided.").waitFor()
    await page.keyboard.press("Escape")
  }
  expect(await page.getByRole("button", { name: /^Finish/, disabled: true }).count()).toBe(1)
  expect(await open()).toBe(1)
  await page.unroute("**/media/**")
  await page.getByRole("button", { name: "Try again" }).click()
  await page.getByText("The picture does not load").waitFor({ state: "detached" })
  await page.keyboard.press("a")
  await page.getByRole("button", { name: /^Finish/, disabled: false }).waitFor()
  await page.keyboard.press("Enter")
  await eventually(open).toBe(0)
})
