import { randomUUID } from "node:crypto"
import type { Held } from "@justesse/types/wire/work"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { eventually } from "../support/eventually.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

const PROJECT = "receipts"

let browser: Browser
let server: Server

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
  shape: "box",
  x,
  y,
  width: 200,
  height: 24,
  label: "thing",
  transcript: { value },
})

/** What three people read on the same receipt: they agree on the shop, and on nothing else. */
const ANSWERS = [
  {
    name: "Awa",
    became: /^3 of your 3 regions were kept/,
    regions: [line("1", 20, "Boulangerie"), line("2", 60, "Total 18,40"), line("3", 100, "Merci")],
  },
  {
    name: "Jonas",
    became: /^2 of your 3 regions were kept/,
    regions: [line("1", 20, "Boulangerie"), line("2", 60, "Total 18.40"), line("3", 100, "Merci")],
  },
  {
    name: "Imani",
    became: /^1 of your 2 regions were kept/,
    regions: [line("1", 20, "Boulangerie"), line("2", 60, "Total 18,4O")],
  },
]

async function answer(client: Client, regions: readonly unknown[]): Promise<void> {
  const { leases } = await client.act<Held>("work.next", { project: PROJECT, want: 1 })
  const lease = leases[0]
  if (!lease) throw new Error("There is no task.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const body = { nothingHere: false, regions }
  const turn = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  await client.act("work.submitNext", turn)
}

test("three people's differences on a receipt are settled by keys, the last one undone and decided anew; each sees what became", async () => {
  const owner = await setUp(server)
  await openProject(owner, { slug: PROJECT, kind: "transcription", overlap: 3, pictures: [await jpeg(1, 400, 300)] })
  for (const { name, regions } of ANSWERS) await answer(await join(owner, PROJECT, name, ["annotator"]), regions)
  const reviewer = await join(owner, PROJECT, "Moussa", ["reviewer"])
  interface Queues {
    readonly queues: readonly { readonly differences: number }[]
  }
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

  await page.keyboard.press(" ")
  await page.getByRole("heading", { name: /difference 2 of 2/ }).waitFor()
  await page.keyboard.press("x")
  await page.getByRole("button", { name: /^File/, disabled: false }).waitFor()
  await page.keyboard.press("Backspace")
  await page.getByRole("button", { name: /^File/, disabled: true }).waitFor()
  await page.getByRole("heading", { name: /difference 2 of 2/ }).waitFor()
  await page.keyboard.press(" ")
  await page.getByRole("button", { name: /^File/, disabled: false }).waitFor()
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
