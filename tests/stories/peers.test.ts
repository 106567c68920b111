import { randomUUID } from "node:crypto"
import { join as path } from "node:path"
import { reachAll } from "@justesse/api/testing/reached"
import { openStorage } from "@justesse/db"
import { eventually } from "@justesse/db/testing/eventually"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, join, openProject, setUp } from "../support/studio.ts"

// Whoever asks to review is read by two reviewers who do not know them, and whom they do not learn; the owner decides.

const PROJECT = "harbour"
const LEARN = `/work/learn?project=${PROJECT}`
const PHONE = { width: 390, height: 780 }
const dataDir = path(freshFolder("peers"), "data")

let browser: Browser
let server: Server

const boat = (n: number): unknown => ({
  regions: [
    { id: randomUUID(), label: "thing", geometry: { type: "box", x: 60, y: 70, width: 200 + n, height: 120 } },
    { id: randomUUID(), label: "other", geometry: { type: "box", x: 280, y: 40, width: 80, height: 160 } },
  ],
  nothingHere: false,
})

async function sendNext(who: Client, n: number): Promise<void> {
  const { leases } = await who.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("A task was expected.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const sent = { assignmentId, fence, submissionId: randomUUID(), ontologyVersion, guidelineVersion, want: 1 }
  await who.act("work.submitNext", { ...sent, body: boat(n) })
}

/** Months of Ana's work beside the five answers that she gave, put there while no server runs; and the guideline has clauses. */
async function monthsLater(): Promise<void> {
  const storage = await openStorage({ file: path(dataDir, "justesse.db") })
  const people = await storage.db.selectFrom("person").select(["id", "name"]).execute()
  const idOf = (name: string) => people.find((one) => one.name === name)?.id ?? 0
  const { id } = await storage.db
    .selectFrom("project")
    .select("id")
    .where("slug", "=", PROJECT)
    .executeTakeFirstOrThrow()
  await reachAll(storage, { projectId: id, personId: idOf("Ana"), learnerId: idOf("Max") })
  const markdown = "## 1 Whole things\nDraw all of it.\n\n## 2 Tight\nNo air around it."
  await storage.db.updateTable("guideline_version").set({ markdown }).where("project_id", "=", id).execute()
  await storage.close()
}

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false, dataDir })
  const owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3, 4, 5].map((seed) => jpeg(seed, 400, 300)))
  const quality = { adaptive: { on: false, most: 3, target: 0.1, budget: null, audit: 0 } }
  const settings = { ...DEFAULTS.settings, quality: { ...quality, gold: false, tryOut: 0, secondLooks: 0 } }
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures }, { ...DEFAULTS, settings })
  const ana = await join(owner, PROJECT, "Ana", ["annotator"])
  await join(owner, PROJECT, "Max", ["annotator"])
  await join(owner, PROJECT, "Rita", ["annotator", "reviewer"])
  const preferences = { ...DEFAULTS.preferences, language: "fr" } as const
  await join(owner, PROJECT, "Rolf", ["annotator", "reviewer"], { ...DEFAULTS, preferences })
  for (let n = 0; n < 5; n++) await sendNext(ana, n)
  const asked = { search: "", project: null, states: [], cursor: null, limit: 50 }
  const taken = async () =>
    (await ana.ask<{ rows: { state: string }[] }>("work.history", asked)).rows.filter(({ state }) => state === "taken")
  while ((await taken()).length < 5) await new Promise((resolve) => setTimeout(resolve, 100))
  await server.stop()
  await monthsLater()
  server = await startServer({ demo: false, dataDir })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function comes(
  who: "ana" | "rita" | "rolf" | "ada",
  to: string,
  size = { width: 1_280, height: 600 },
): Promise<Page> {
  const { page } = await visit(browser, { viewport: size })
  await signIn(page, server.origin, `${who}@justesse.example`)
  await page.goto(server.origin + to)
  await arrived(page)
  return page
}
async function isSound(page: Page, language: "en" | "fr" = "en"): Promise<void> {
  await arrived(page)
  expect(untranslated(await wordsOn(page), language)).toEqual([])
  expect(await scrollsSideways(page)).toBe(false)
  expect(await barriers(page)).toEqual([])
  await page.emulateMedia({ colorScheme: "dark" })
  expect(await barriers(page, "color-contrast")).toEqual([])
  await page.emulateMedia({ colorScheme: "light" })
}
const leave = (...pages: Page[]) => Promise.all(pages.map((page) => page.context().close()))

const SAID = {
  en: { at: "Answer N of 5", yes: "Yes", no: "No", goOn: "Go on with answer 2" },
  fr: { at: "Réponse N sur 5", yes: "Oui", no: "Non", goOn: "Continuer avec la réponse 2" },
} as const

/** Says yes to each of five, with the keyboard between them; in English no to the first, by a clause. */
async function reads(page: Page, language: "en" | "fr"): Promise<void> {
  const { at, yes, no, goOn } = SAID[language]
  for (let n = 1; n <= 5; n++) {
    const heading = page.getByRole("heading", { name: at.replace("N", String(n)) })
    await heading.waitFor()
    const answer = n === 1 && language === "en" ? no : yes
    await page.getByRole("button", { name: answer, exact: true }).click()
    if (answer === "No") {
      await page.getByRole("combobox", { name: "Which clause speaks against it?" }).click()
      await page.getByRole("option", { name: "2 Tight" }).click()
    }
    await heading.click()
    // The first by the button that leads to what is missing, the others by key.
    if (n === 1) await page.getByRole("button", { name: goOn }).click()
    else if (n < 5) await page.keyboard.press("n")
  }
}

test("whoever asks reads the rule beforehand, and that two read; while they do, the owner cannot answer", async () => {
  const ana = await comes("ana", LEARN)
  await ana.getByText("two reviewers each read 5 of your final answers", { exact: false }).waitFor()
  await ana.getByRole("button", { name: "Ask to review here" }).click()
  await ana.getByText("Two reviewers read five of your answers", { exact: false }).waitFor()
  await isSound(ana)
  const owner = await comes("ada", `/p/${PROJECT}/people`)
  await owner.getByText("without knowing whose they are", { exact: false }).waitFor()
  expect(await owner.getByRole("button", { name: "Yes, reviewer" }).count()).toBe(0)
  await leave(ana, owner)
})

test("a reviewer is told, reads without a name, loses nothing with the page or the network, and sends once from two windows", async () => {
  const rita = await comes("rita", "/inbox")
  await rita.getByText("Answers wait for you to read").first().waitFor()
  await rita.getByRole("link", { name: "See", exact: true }).click()
  await rita.getByText("Answers of 1 person wait for you to read.").waitFor()
  await rita.getByRole("link", { name: "Read", exact: true }).click()
  await rita.getByText("Would you have accepted this as it is?").waitFor()
  expect(await rita.locator("body").innerText()).not.toMatch(/\bAna\b/)
  const send = rita.getByRole("button", { name: "Send all five" })
  expect(await send.isDisabled()).toBe(true)
  await reads(rita, "en")
  await rita.getByRole("button", { name: "Answer 1, said" }).waitFor()
  await isSound(rita)
  // Closed before it was sent, it is there again.
  await rita.reload()
  await rita.getByText("5 of 5 said").waitFor()
  const second = await rita.context().newPage()
  await second.goto(rita.url())
  await second.getByText("5 of 5 said").waitFor()
  await rita.context().setOffline(true)
  await send.click()
  await eventually(() => send.isEnabled()).toBe(true)
  await rita.getByText("5 of 5 said").waitFor()
  await rita.context().setOffline(false)
  await send.click()
  await rita.getByText("What you said goes to the owner", { exact: false }).waitFor()
  await second.getByRole("button", { name: "Send all five" }).click()
  await second.getByText("What you said goes to the owner", { exact: false }).waitFor()
  await isSound(rita)
  await leave(rita)
})

test("both sent: whoever asked and the owner read why, by nobody's name, and the owner's yes decides", async () => {
  const rolf = await comes("rolf", "/review", PHONE)
  await rolf.getByRole("link", { name: "Lire", exact: true }).click()
  await reads(rolf, "fr")
  await isSound(rolf, "fr")
  await rolf.getByRole("button", { name: "Envoyer les cinq" }).click()
  await rolf.getByText("Ce que vous avez dit va au propriétaire", { exact: false }).waitFor()

  const ana = await comes("ana", LEARN)
  await ana.getByText("Recommended.").waitFor()
  await ana.getByText("2 Tight").waitFor()
  await isSound(ana)
  const owner = await comes("ada", `/p/${PROJECT}/people`)
  const requests = owner.getByRole("region", { name: "Requests to review" })
  await requests.getByText(/Reader \d: would have accepted 4 of 5/).waitFor()
  expect(await requests.innerText()).not.toMatch(/Rita|Rolf/)
  await isSound(owner)
  await requests.getByLabel("Reason").fill("They read you well")
  await requests.getByRole("button", { name: "Yes, reviewer" }).click()
  await requests.waitFor({ state: "detached" })
  await ana.goto(server.origin + LEARN)
  await ana.getByText("You review here.").waitFor()
  expect(await ana.locator("body").innerText()).not.toMatch(/Rita|Rolf/)
  await leave(rolf, ana, owner)
})
