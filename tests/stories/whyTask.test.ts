import { randomUUID } from "node:crypto"
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

// Somebody asks why a task is theirs: at once in one sentence with what decides, and once the project is archived with set and seed.

const SHOTS = process.env.SHOTS

let browser: Browser
let server: Server
let owner: Client
let ana: Client

const adaptive = { on: false, most: 3, target: 0.1, budget: null, audit: 0 }
const quality = { adaptive, gold: true, secondLooks: 0, tryOut: 0 }
const EMPTY = { regions: [], nothingHere: true }

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all(Array.from({ length: 60 }, (_, n) => jpeg(n)))
  const settings = { ...DEFAULTS.settings, quality }
  await openProject(
    owner,
    { slug: "crates", name: "Crates", kind: "boxes", overlap: 1, pictures },
    { ...DEFAULTS, settings },
  )
  for (let asset = 1; asset <= 12; asset++)
    await owner.act("gold.make", { project: "crates", assets: [asset], as: "active", answer: EMPTY })
  ana = await join(owner, "crates", "Ana", ["annotator"])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(path: string, language: "en" | "fr" = "en", width = 1280): Promise<Page> {
  const { page } = await visit(browser, { viewport: { width, height: width < 500 ? 780 : 600 } })
  await signIn(page, server.origin, "ana@justesse.example")
  await ana.act("account.update", { preferences: { ...DEFAULTS.preferences, language } })
  await page.goto(server.origin + path)
  await arrived(page)
  return page
}

const shot = async (page: Page, name: string) =>
  SHOTS && (await page.screenshot({ path: `${SHOTS}/why-${name}.png`, fullPage: true }))

test("why a task came is a sentence with its weights, and set and seed once nothing can be told by them", async () => {
  const ids: string[] = []
  let { leases } = await ana.act<HeldLeases>("work.next", { project: "crates", want: 1 })
  for (let lease = leases[0]; lease && ids.length < 45; lease = leases[0]) {
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const sent = {
      assignmentId,
      fence,
      submissionId: randomUUID(),
      body: EMPTY,
      ontologyVersion,
      guidelineVersion,
      want: 1,
    }
    leases = (await ana.act<HeldLeases>("work.submitNext", sent)).leases
    ids.push(assignmentId)
  }
  const [begun] = leases
  const { assignmentId = "", fence = 0 } = begun ?? {}
  await ana.act("work.saveDraft", { assignmentId, fence, revision: 1, body: EMPTY })
  // From My work, of the task that waits for her.
  const work = await open("/work")
  await work.getByRole("link", { name: "Why this task?" }).click()
  await work.getByText("had waited longest", { exact: false }).waitFor()
  const section = work.getByRole("list", { name: "What decides" })
  expect(await section.getByRole("listitem").allInnerTexts()).toEqual([
    expect.stringMatching(/Waiting time\s+80\s?%/),
    expect.stringMatching(/Chance\s+20\s?%/),
    expect.stringMatching(/How well you do\s+0\s?%/),
    expect.stringMatching(/Variety\s+0\s?%/),
  ])
  expect(await work.getByText("is told once the project is archived", { exact: false }).count()).toBe(1)
  expect(await work.getByText("Seed").count()).toBe(0)
  expect([await scrollsSideways(work), await barriers(work)]).toEqual([false, []])
  await shot(work, "before")
  await work.close()

  await owner.act("project.archive", { project: "crates" })
  const all = await Promise.all(
    ids.map(async (assignmentId) => ({
      assignmentId,
      told: await ana.ask<{ why: { set: { way: string } } }>("work.why", { assignmentId }),
    })),
  )
  const known = all.find(({ told }) => told.why.set.way === "gold") ?? expect.fail("no known answer was drawn")
  const after = await open(`/work/history/${known.assignmentId}`)
  await after.getByText("a task with a known answer, in place of the next one").waitFor()
  await after.getByText("Your browser drew the lot again from the seed: the same.").waitFor()
  expect(await after.locator(".mono", { hasText: /^[0-9a-f]{8}$/ }).count()).toBe(1)
  await shot(after, "after")
  await after.emulateMedia({ colorScheme: "dark" })
  await shot(after, "after-dark")
  await after.close()

  const ordinary = all.find(({ told }) => told.why.set.way === "queue") ?? expect.fail("nothing came from the queue")
  const phone = await open(`/work/history/${ordinary.assignmentId}`, "fr", 390)
  await phone.getByText("Choisie parmi").waitFor()
  expect([await scrollsSideways(phone), untranslated(await wordsOn(phone), "fr")]).toEqual([false, []])
  await shot(phone, "phone-fr")
  await phone.close()
})
