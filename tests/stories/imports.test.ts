import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join as joinAs, openProject, setUp } from "../support/studio.ts"
import { regions } from "../support/taskPage.ts"

let browser: Browser
let server: Server

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  const owner = await setUp(server)
  const pictures = await Promise.all([1, 2].map((n) => jpeg(n)))
  await openProject(owner, { slug: "shop", kind: "boxes", overlap: 1, pictures })
  await joinAs(owner, "shop", "Ben", ["annotator"])
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** A COCO file with a row an annotation; the last picture that it names is not there. */
function coco(names: readonly string[], more: Record<string, unknown> = {}): string {
  const images = names.map((file_name, i) => JSON.stringify({ id: i + 1, file_name, width: 96, height: 64 }))
  const boxes = names.map((_, i) =>
    JSON.stringify({ id: i + 1, image_id: i + 1, category_id: (i % 2) + 1, bbox: [8, 8, 30, 20], iscrowd: 0, ...more }),
  )
  const labels = ["thing", "Cart"].map((name, i) => JSON.stringify({ id: i + 1, name }))
  return `{"images":[\n${images.join(",\n")}\n],"annotations":[\n${boxes.join(",\n")}\n],"categories":[\n${labels.join(",\n")}\n]}\n`
}

async function filesOf(contents: Record<string, Uint8Array | string>): Promise<string[]> {
  const folder = freshFolder("chosen")
  mkdirSync(folder, { recursive: true })
  return Object.entries(contents).map(([name, body]) => {
    writeFileSync(join(folder, name), body)
    return join(folder, name)
  })
}

async function choose(page: Page, contents: Record<string, Uint8Array | string>): Promise<void> {
  await page.goto(`${server.origin}/p/shop/imports`)
  const fields = page.locator("input[type=file]:not([webkitdirectory])")
  await fields.first().setInputFiles(await filesOf(contents))
}

test("files are looked at, mapped and told what they are before they come in, and can be taken back", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await choose(page, {
    "a.jpg": await jpeg(11),
    "b.jpg": await jpeg(12),
    "instances.json": coco(["a.jpg", "b.jpg", "gone.jpg"]),
  })
  await page.waitForURL(/\/imports\/\d+$/)
  await page.getByText("2 of 3 labelled pictures can be imported.").waitFor()
  expect(await page.getByText("Nothing is written yet.").isVisible()).toBe(true)
  await page.getByRole("img", { name: "a.jpg, 1 region" }).waitFor()
  expect(await page.getByLabel("What thing becomes").inputValue()).toBe("=thing")
  expect(await page.getByLabel("What Cart becomes").inputValue()).toBe("new")
  await page.getByLabel("What Cart becomes").selectOption("=other")
  const row = page.getByRole("figure", { name: /Row \d+, as it is in the file/ })
  await eventually(() => row.textContent()).toContain("gone.jpg")
  await page.getByRole("columnheader", { name: "Concerns" }).waitFor()
  await page.getByRole("cell", { name: "gone.jpg", exact: true }).waitFor()
  await page.getByRole("radio", { name: "Finished answers" }).check()
  await page.getByRole("button", { name: "Import the valid part" }).click()
  await page.getByText("Imported: 2 pictures and 2 regions.").waitFor()
  await page.goto(`${server.origin}/p/shop/images`)
  await page.getByText("a.jpg").first().waitFor()
  await page.goBack()
  await page.getByRole("button", { name: "Take it back" }).click()
  await page.getByText("Taken back.").waitFor()
  // What the labels meant is remembered.
  await choose(page, { "again.json": coco(["a.jpg"]) })
  await page.waitForURL(/\/imports\/\d+$/)
  await eventually(() => page.getByLabel("What Cart becomes").inputValue()).toBe("=other")
  await page.getByRole("button", { name: "Import nothing" }).click()
  await page.getByText("Nothing was imported.").waitFor()
  expect(errors).toEqual([])
})

test("predictions find pictures that are here by name, and people begin with them", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await choose(page, { "found.json": coco(["picture-0.jpg", "elsewhere.jpg"], { score: 0.8 }) })
  await page.waitForURL(/\/imports\/\d+$/)
  await page.getByText("1 of 2 labelled pictures can be imported.").waitFor()
  expect(await page.getByRole("radio", { name: "Proposals to check" }).isChecked()).toBe(true)
  await page.getByRole("button", { name: "Import the valid part" }).click()
  await page.getByText("1 prediction matched to its picture.").waitFor()
  expect(await page.getByText("elsewhere.jpg").isVisible()).toBe(true)
  const annotator = (await visit(browser)).page
  await signIn(annotator, server.origin, "ben@justesse.example")
  await annotator.goto(`${server.origin}/label/shop`)
  await eventually(() => regions(annotator).count()).toBe(1)
  await annotator.getByText("1 region, 1 proposed").waitFor()
  // Taken, undone, and taken by its own button: it is a proposal until then.
  await annotator.keyboard.press("Shift+Y")
  await annotator.getByText("1 region", { exact: true }).waitFor()
  await annotator.keyboard.press("Control+z")
  await annotator.getByText("1 region, 1 proposed").waitFor()
  await annotator.getByRole("button", { name: "Accept 1 thing as proposed" }).click()
  await eventually(() => regions(annotator).first().getAttribute("aria-label")).not.toContain("proposed")
  expect(errors).toEqual([])
})

test("labels that an import added go with it, and what nothing can be taken of says so", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  const file = coco(["d.jpg"]).replace('"name":"Cart"', '"name":"Wheel"')
  await choose(page, { "d.jpg": await jpeg(21), "labels.json": file })
  await page.waitForURL(/\/imports\/\d+$/)
  await page.getByText("1 new: “Wheel”").waitFor()
  await page.getByRole("radio", { name: "Finished answers" }).check()
  await page.getByRole("button", { name: "Import all" }).click()
  await page.getByText("Imported: 1 picture and 1 region.").waitFor()
  await page.getByRole("button", { name: "Take it back" }).click()
  await page.getByText("Removed: 1 picture, 1 label.").waitFor()
  await page.getByRole("link", { name: "To the labels" }).click()
  await page.getByRole("heading", { level: 1, name: "Labels" }).waitFor()
  await eventually(() => page.getByText("Wheel").count()).toBe(0)
  await choose(page, { "notes.docx": "hello" })
  await page.waitForURL(/\/imports\/\d+$/)
  await page.getByText("Unknown format.").waitFor()
  expect(await page.getByRole("button", { name: /^Import (all|the valid part)/ }).count()).toBe(0)
  await page.getByRole("button", { name: "Import nothing" }).click()
  await page.getByText("Nothing was imported.").waitFor()
  expect(errors).toEqual([])
})

/** Bytes of half-sent files in the data folder. */
function partBytes(): number {
  const folder = join(server.dataDir, "uploads", ".tus")
  if (!existsSync(folder)) return 0
  const names = readdirSync(folder).filter((name) => !name.endsWith(".json"))
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

test("a large upload goes on by itself after the server and the page were gone", async () => {
  const { page } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  const wire = await page.context().newCDPSession(page)
  await wire.send("Network.enable")
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4_000_000 }
  await wire.send("Network.emulateNetworkConditions", slow)
  const whole = 24_000_000
  await choose(page, { "c.jpg": await jpeg(13), "scans.bin": randomBytes(whole) })
  await eventually(partBytes).toBeGreaterThan(1_000_000)
  const { dataDir, port } = server
  await server.kill()
  const kept = partBytes()
  expect(kept).toBeLessThan(whole)
  server = await startServer({ demo: false, dataDir, port })
  await page.reload()
  await page.waitForURL(/\/imports\/\d+$/, { timeout: 60_000 })
  await page.getByText("1 picture can be imported.").waitFor()
  await eventually(partBytes).toBe(0)
})
