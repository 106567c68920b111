import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import { loadFaces, scene } from "@justesse/fixtures"
import { readDataset } from "@justesse/formats"
import { filesAt } from "@justesse/server"
import { zipFiles } from "@justesse/server/files/zip/index"
import { type AnnotationBody, type Box, boundsOfShape, movedShape } from "@justesse/types"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

const SIZE = { width: 1280, height: 840 }
const SHOTS = process.env.SHOTS ?? ""

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

interface Made {
  readonly name: string
  readonly bytes: Uint8Array
  readonly truth: AnnotationBody
}

async function street(seed: number): Promise<Made> {
  const { svg, truth } = scene(seed, SIZE, loadFaces())
  const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer()
  return { name: `street/street ${seed}.jpg`, bytes, truth }
}

/** What COCO says of a box; a detector's is a little beside it. */
function boundsIn({ x, y, width, height }: Box, isFound: boolean) {
  return { bbox: isFound ? [x + 3, y - 2, width, height] : [x, y, width, height], area: width * height }
}

/** COCO of pictures, the way another tool would write it: its own ids, decimals, and what a detector thinks beside it. */
function cocoOf(pictures: readonly Made[], change: { score?: boolean; name?: (name: string) => string } = {}): string {
  const labels = [...new Set(pictures.flatMap(({ truth }) => truth.regions.map(({ label }) => String(label))))].sort()
  const boxes = pictures.flatMap(({ truth }, image) =>
    truth.regions.map(({ geometry, label }, n) => ({
      image_id: 100 + image,
      category_id: 7 + labels.indexOf(label),
      ...boundsIn(boundsOfShape(geometry), change.score === true),
      iscrowd: 0,
      ...(change.score && { score: 0.5 + 0.4 / (n + 1) }),
    })),
  )
  return JSON.stringify({
    images: pictures.map(({ name }, n) => ({ id: 100 + n, file_name: change.name?.(name) ?? name, ...SIZE })),
    categories: labels.map((name, n) => ({ id: 7 + n, name })),
    annotations: boxes.map((box, n) => ({ id: n + 1, ...box })),
  })
}

async function zipOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  async function* all() {
    for (const [name, bytes] of Object.entries(files)) yield { name, body: one(bytes) }
  }
  async function* one(bytes: Uint8Array | string) {
    yield typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes
  }
  const parts: Uint8Array[] = []
  for await (const part of zipFiles(all())) parts.push(part)
  return Buffer.concat(parts)
}

/** Every region of a file as people compare them: its picture, label and corners to a hundredth of a pixel. */
async function contentsOf(file: string): Promise<{ format: string; pictures: number; boxes: string[] }> {
  const files = await filesAt(file)
  const boxes: string[] = []
  let pictures = 0
  for await (const event of readDataset(files, { format: "auto" })) {
    if (event.kind !== "record") continue
    pictures++
    for (const { label, geometry } of event.record.body?.regions ?? []) {
      const numbers = Object.values(boundsOfShape(geometry)).map((n) => n.toFixed(2))
      boxes.push([event.record.name.split("/").at(-1), label, ...numbers].join(" "))
    }
  }
  files.close()
  return { format: file, pictures, boxes: boxes.sort() }
}

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === "") return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

/** Chooses files on the page for imports, waits for what was recognised, and says what they are. */
async function choose(page: Page, project: string, name: string, buffer: Buffer, what = "Finished answers") {
  await page.goto(`${server.origin}/p/${project}/imports`)
  await page.getByLabel("Choose files").setInputFiles({ name, mimeType: "application/octet-stream", buffer })
  await page.getByRole("heading", { name: "Recognised as" }).waitFor()
  await page.getByRole("radio", { name: what }).check()
}

async function run(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /^Import (the valid part|all)$/ })
    .first()
    .click()
  await page
    .getByText(/^Imported: |^Nothing new was imported|regions? imported, on|matched to their pictures\./)
    .waitFor()
}

async function freeze(page: Page, project: string, version: number): Promise<void> {
  await page.goto(`${server.origin}/p/${project}/versions`)
  await page.getByRole("button", { name: /^Freeze \d+ now/ }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Note").fill(`version ${version}`)
  if (version === 1) await dialog.getByLabel(/^Split into train/).check()
  await shot(page, `freeze-${version}`)
  await dialog.getByRole("button", { name: "Freeze", exact: true }).click()
  await page.waitForURL((url) => url.pathname === `/p/${project}/versions/${version}`)
  await page.getByRole("heading", { name: `Version ${version}` }).waitFor()
}

/** Makes the file of a format on the version's page and keeps it. */
async function take(page: Page, format: string, to: string): Promise<string> {
  await page.getByRole("button", { name: format, exact: true }).click()
  await page.getByRole("checkbox", { name: /^with pictures/ }).check()
  const links = page.getByRole("link", { name: "Download" })
  const before = await links.count()
  await page.getByRole("button", { name: "Create the file" }).click()
  await eventually(() => links.count()).toBe(before + 1)
  const download = page.waitForEvent("download")
  await links.first().click()
  writeFileSync(to, readFileSync(await (await download).path()))
  return to
}

test("an owner drops a COCO zip, maps its labels, labels on, freezes, takes YOLO and COCO, brings COCO in again, compares, and attaches predictions", async () => {
  const folder = freshFolder("formats")
  const pictures = await Promise.all([1, 2, 3, 4, 5, 6].map(street))
  const own = await Promise.all([21, 22].map(street))
  await openProject(owner, { slug: "streets", kind: "boxes", overlap: 1, pictures: own.map(({ bytes }) => bytes) })
  const { page, errors } = await visit(browser, { acceptDownloads: true })
  await signIn(page, server.origin, "ada@justesse.example")

  // A zip in a folder of its own, with a picture that is not there and a box of no size.
  const damaged = JSON.parse(cocoOf(pictures))
  damaged.images.push({ id: 999, file_name: "gone.jpg", ...SIZE })
  damaged.annotations.push({ id: 9_001, image_id: 100, category_id: 7, bbox: [5, 5, 0, 9], area: 0, iscrowd: 0 })
  const files = Object.fromEntries(pictures.map(({ name, bytes }) => [`my export/${name}`, bytes]))
  const zip = await zipOf({ ...files, "my export/annotations/instances.json": JSON.stringify(damaged) })
  await choose(page, "streets", "my export.zip", zip)
  await page.getByText("COCO").first().waitFor()
  await page.getByRole("img", { name: /street 1\.jpg, \d+ regions/ }).waitFor()
  await page.getByLabel("What vehicle becomes").selectOption({ label: "thing" })
  await page.getByLabel("What sack becomes").selectOption({ label: "leave out" })
  await shot(page, "recognised")
  await run(page)
  await shot(page, "report")
  const wanted = pictures.flatMap(({ truth }) => truth.regions).filter(({ label }) => label !== "sack")

  // Labels a little: the two pictures that nobody answered.
  await page.goto(`${server.origin}/label/streets`)
  await picture(page).waitFor()
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await saved(page).waitFor()
  await eventually(() => regions(page).count()).toBe(1)
  const address = page.url()
  await page.getByRole("button", { name: /^Submit and next/ }).click()
  await page.waitForURL((url) => url.href !== address)
  await picture(page).waitFor()
  await page.getByRole("button", { name: /^Nothing/ }).click()
  await page.getByRole("button", { name: /^Submit and next/ }).click()
  await page.getByRole("heading", { name: /You have answered everything|All tasks are answered/ }).waitFor()

  await freeze(page, "streets", 1)
  await page
    .getByText(`${wanted.length + 1} regions`)
    .first()
    .waitFor()
  await shot(page, "version")
  const yolo = await take(page, "YOLO", join(folder, "yolo.zip"))
  const coco = await take(page, "COCO", join(folder, "coco.zip"))
  const [first, asYolo] = [await contentsOf(coco), await contentsOf(yolo)]
  expect([first.pictures, first.boxes.length]).toEqual([8, wanted.length + 1])
  expect([asYolo.pictures, asYolo.boxes]).toEqual([8, first.boxes])

  // Into a project that has never seen them, and out again: the same.
  await openProject(owner, {
    slug: "again",
    kind: "boxes",
    overlap: 1,
    pictures: own.slice(0, 1).map(({ bytes }) => bytes),
  })
  await choose(page, "again", "coco.zip", readFileSync(coco))
  await run(page)
  await freeze(page, "again", 1)
  const second = await contentsOf(await take(page, "COCO", join(folder, "again.zip")))
  expect([second.pictures, second.boxes]).toEqual([first.pictures, first.boxes])

  // A correction of an import: the same pictures with some boxes moved; one picture is taken out.
  const moved = pictures.slice(0, 2).map((one) => ({
    ...one,
    truth: {
      ...one.truth,
      regions: one.truth.regions.map((region, n) =>
        n === 0 ? { ...region, geometry: movedShape(region.geometry, 9, 0) } : region,
      ),
    },
  }))
  const ids = await owner.ask<{ tiles: { asset: number; name: string }[] }>("asset.list", {
    ...{
      project: "streets",
      filter: { search: "street 6", states: [], labels: [] },
      sort: "name",
      cursor: null,
      limit: 10,
    },
  })
  const sixth = ids.tiles[0]?.asset ?? expect.fail("street 6 is not there")
  await owner.act("asset.act", { project: "streets", selection: { assets: [sixth] }, act: { act: "exclude" } })
  await choose(page, "streets", "corrected.json", Buffer.from(cocoOf(moved)))
  await run(page)
  await freeze(page, "streets", 2)
  await page.goto(`${server.origin}/p/streets/versions/2/against/1`)
  await page.getByRole("heading", { name: "Version 2 compared with version 1" }).waitFor()
  await page.getByText("pictures removed").waitFor()
  await shot(page, "compare")

  // What a model thinks, by name alone: no picture is sent again.
  const flat = (name: string) => `data\\${name.split("/").at(-1)}`
  const found = cocoOf(pictures, { score: true, name: flat })
  await choose(page, "streets", "predictions.json", Buffer.from(found), "Predictions with scores")
  await run(page)
  await page.getByRole("link", { name: "To the predictions" }).click()
  await page.getByText(/AP/).first().waitFor()
  await shot(page, "predictions")
  expect(errors).toEqual([])
}, 240_000)
