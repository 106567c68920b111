import { eventually } from "@justesse/db/testing/eventually"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, join, openProject, setUp } from "../support/studio.ts"
import { picture } from "../support/taskPage.ts"

const PROJECT = "street"
const PICTURES = 12

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  // Twelve settled pictures with two boxes each, and six that nobody labelled yet.
  const open = await Promise.all(Array.from({ length: 6 }, (_, i) => jpeg(100 + i, 400, 300)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures: open })
  const final = await Promise.all(
    Array.from({ length: PICTURES }, async (_, i) => [`settled-${i}.jpg`, await jpeg(i, 400, 300)] as const),
  )
  await ingestFiles(owner, PROJECT, [...final, ["labels.json", JSON.stringify(coco(null))]])
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** The dataset as COCO; with a change, as a model would see it, with scores. */
function coco(change: ((picture: number, box: number) => object | null) | null) {
  const images = Array.from({ length: PICTURES }, (_, id) => ({
    id,
    file_name: `settled-${id}.jpg`,
    width: 400,
    height: 300,
  }))
  const annotations = images.flatMap(({ id }) =>
    [0, 1].flatMap((box) => {
      const plain = {
        id: id * 2 + box + 1,
        image_id: id,
        category_id: box + 1,
        bbox: [40 + 150 * box, 60 + id * 5, 90, 70],
      }
      if (!change) return [plain]
      const seen = change(id, box)
      return seen ? [{ ...plain, score: 0.9, ...seen }] : []
    }),
  )
  return {
    images,
    annotations,
    categories: [
      { id: 1, name: "thing" },
      { id: 2, name: "other" },
    ],
  }
}

test("a model's predictions are scored, its doubts looked at and sent to review, and open work is put in its order", async () => {
  // It takes one thing for another, draws one box elsewhere, and sees a thing more on one picture.
  const seen = coco((id, box) => {
    if (id === 3 && box === 0) return { category_id: 2, score: 0.97 }
    if (id === 5 && box === 1) return { bbox: [300, 20, 80, 60], score: 0.95 }
    return {}
  })
  const open = Array.from({ length: 6 }, (_, i) => ({
    id: 100 + i,
    file_name: `picture-${i}.jpg`,
    width: 400,
    height: 300,
  }))
  const guesses = open.map(({ id }, i) => ({
    id: 500 + i,
    image_id: id,
    category_id: 1,
    bbox: [50, 50, 100, 100],
    score: 0.95 - i * 0.1,
  }))
  const file = { ...seen, images: [...seen.images, ...open], annotations: [...seen.annotations, ...guesses] }

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/p/${PROJECT}/models`)
  await page.getByText("No predictions here yet.").waitFor()
  const choose = page.locator("input[type=file]").first()
  await choose.setInputFiles({
    name: "night.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(file)),
  })
  await page.getByRole("link", { name: "night.json" }).click()
  await page.getByText(/^AP \./).waitFor()
  await page.getByRole("heading", { name: /likely errors? in the final answers/ }).waitFor()
  await eventually(() => page.getByTitle("Select", { exact: true }).count()).toBeGreaterThan(1)

  await page.getByRole("button", { name: /^Send \d+ to review/ }).click()
  await page.getByText("sent to review.").waitFor()
  interface Overview {
    readonly counts: Readonly<Record<string, number>>
  }
  const overview = () => owner.ask<Overview>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 })
  await eventually(async () => (await overview()).counts.disputed ?? 0).toBeGreaterThan(0)

  await page.getByRole("button", { name: /least sure first/ }).click()
  await page.getByText("ordered by the model’s uncertainty").waitFor()
  expect(errors).toEqual([])
})

test("a new person tries themselves on known answers, sees the difference at once, and then works", async () => {
  interface Tiles {
    readonly tiles: readonly { readonly asset: number; readonly name: string; readonly state: string }[]
  }
  const filter = { search: "settled-", states: ["settled"], labels: [] }
  const { tiles } = await owner.ask<Tiles>("asset.list", {
    project: PROJECT,
    filter,
    sort: "number",
    cursor: null,
    limit: 60,
  })
  const assets = tiles.slice(-3).map(({ asset }) => asset)
  await owner.act("gold.make", { project: PROJECT, assets, as: "try_out", answer: null })
  interface Settings {
    readonly name: string
    readonly settings: Record<string, unknown>
  }
  const { name, settings } = await owner.ask<Settings>("project.settingsGet", { project: PROJECT })
  const adaptive = { on: false, most: 3, target: 0.1, budget: null, audit: 0.05 }
  const quality = { adaptive, gold: true, tryOut: 2, secondLooks: 0 }
  await owner.act("project.settings", { project: PROJECT, name, settings: { ...settings, quality } })

  const { page: own, errors: ownErrors } = await visit(browser)
  await signIn(own, server.origin, "ada@justesse.example")
  await own.goto(`${server.origin}/p/${PROJECT}/gold`)
  await eventually(() => own.getByText("practice", { exact: true }).count()).toBeGreaterThan(2)
  expect(ownErrors).toEqual([])

  await join(owner, PROJECT, "Nadia", ["annotator"])
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "nadia@justesse.example")
  await page.goto(`${server.origin}/label/${PROJECT}`)
  for (const number of [1, 2]) {
    await page.getByText(`Practice, ${number} of 2`).waitFor()
    await picture(page).waitFor()
    await arrived(page)
    await page.keyboard.press("0")
    const began = Date.now()
    await page.getByRole("button", { name: /^Submit and next/ }).click()
    await page.getByRole("dialog", { name: "What is different" }).waitFor()
    console.log(`the difference was there ${Date.now() - began} ms after sending`)
    await page.getByText("2 places differ from the known answer.").waitFor()
    await page.getByText(/thing missed/).waitFor()
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name: "What is different" }).waitFor({ state: "detached" })
  }
  await picture(page).waitFor()
  await eventually(() => page.getByText(/^Practice/).count()).toBe(0)
  expect(errors).toEqual([])
})
