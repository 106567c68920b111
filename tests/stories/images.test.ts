import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { zipFiles } from "../../apps/server/src/files/zip/index.ts"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, openProject, setUp } from "../support/studio.ts"

const PROJECT = "shelves"
const FINAL = 30

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const open = await Promise.all(Array.from({ length: 6 }, (_, i) => jpeg(100 + i, 400, 300)))
  await openProject(owner, { slug: PROJECT, kind: "transcription", overlap: 1, pictures: open })
  const pictures = await Promise.all(
    Array.from({ length: FINAL }, async (_, i) => [`shelf-${i}.jpg`, await jpeg(i, 800, 600)] as const),
  )
  await ingestFiles(owner, PROJECT, [...pictures, ["labels.json", JSON.stringify(coco())]])
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Settled shelves: each holds as many things as its number has ones, and one word. */
function coco() {
  const images = Array.from({ length: FINAL }, (_, id) => ({
    ...{ id, file_name: `shelf-${id}.jpg`, width: 800, height: 600 },
  }))
  const annotations = images.flatMap(({ id }) =>
    [...id.toString(2)].flatMap((bit, i) =>
      bit === "0"
        ? []
        : [
            {
              ...{ id: id * 10 + i + 1, image_id: id, category_id: 1, bbox: [40 + 120 * i, 60, 90, 70] },
              attributes: { transcription: `PRICE ${id}-${i}` },
            },
          ],
    ),
  )
  return { images, annotations, categories: [{ id: 1, name: "thing" }] }
}

const address = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams)
/** Presses both before the page has a moment to draw. */
async function together(first: Locator, second: Locator) {
  const both = [await first.elementHandle(), await second.elementHandle()]
  await first.page().evaluate((buttons) => buttons.forEach((one) => (one as HTMLElement | null)?.click()), both)
}
const names = (page: Page) => page.locator("[data-asset] .cap .g").allTextContents()

test("pictures are found by text and filters, kept as a view, tagged, deleted and put back", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/p/${PROJECT}/images`)
  await page.getByText("36 pictures,").waitFor()

  // What is written on a picture finds it, and the address says so.
  await page.getByRole("textbox", { name: "Search" }).fill("price 29-")
  await page.getByText("1 of 36 pictures matches.").waitFor()
  expect(await names(page)).toEqual(["shelf-29.jpg"])
  expect(address(page)).toMatchObject({ q: "price 29-" })
  const stillIn = await page.getByRole("textbox", { name: "Search" }).evaluate((it) => it === document.activeElement)
  expect(stillIn).toBe(true)

  // Two changes that meet before the page is drawn anew are both in the address, and both can be taken back at once.
  const size = page.getByRole("group", { name: "Size" })
  const state = page.getByRole("group", { name: "State" })
  await together(size.getByRole("button", { name: "Large tiles" }), state.getByRole("button", { name: /^Final/ }))
  await expect.poll(() => address(page)).toEqual({ q: "price 29-", size: "large", state: "settled" })
  await together(size.getByRole("button", { name: "Medium tiles" }), state.getByRole("button", { name: /^All/ }))
  await expect.poll(() => address(page)).toEqual({ q: "price 29-" })
  await page.getByRole("textbox", { name: "Search" }).fill("")

  // An address as they were written before 2026-11-29 is read; what means nothing leaves it.
  await page.goto(`${server.origin}/p/${PROJECT}/images?q=%2229%22&size=vast&sort=name`)
  await expect.poll(() => page.getByRole("textbox", { name: "Search" }).inputValue()).toBe("29")
  await expect.poll(() => address(page)).toEqual({ q: "29", sort: "name" })
  await page.goto(`${server.origin}/p/${PROJECT}/images`)

  // A filter is a chip and a word of the address.
  await page.getByRole("button", { name: "Filter", exact: true }).click()
  await page.getByRole("menuitem", { name: "Number of labels" }).click()
  await page.getByLabel("From").fill("4")
  await page.getByRole("button", { name: "Apply" }).click()
  await page.getByText("4 of 36 pictures match.").waitFor() // 15, 23, 27 and 29
  expect(address(page)).toMatchObject({ regions: "4.." })
  await page.getByRole("button", { name: "Save this view" }).click()
  await page.getByLabel("Name").fill("Full shelves")
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await page.getByText("View “Full shelves” saved.").waitFor()
  await page.getByRole("button", { name: "Remove the filter: Number of labels" }).click()
  await page.getByRole("button", { name: "1 view" }).click()
  await page.getByRole("menuitem", { name: /^Full shelves/ }).click()
  await page.getByText("4 of 36 pictures match.").waitFor()

  // Keys alone: choose, look closer, go on.
  await page.locator("[data-asset] a").first().focus()
  await page.keyboard.press("x")
  await page.keyboard.press("Space")
  await page.getByRole("dialog", { name: "shelf-15.jpg" }).waitFor()
  await page.keyboard.press("ArrowRight")
  await page.getByRole("dialog", { name: "shelf-23.jpg" }).waitFor()
  await page.keyboard.press("Escape")
  await page.getByText("1 selected").waitFor()

  // All that match, with one undo for all of it.
  await page.getByRole("button", { name: "Select all 4" }).click()
  await page.getByRole("button", { name: "Tag", exact: true }).click()
  await page.getByRole("combobox", { name: "Add these tags" }).fill("full")
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name: "Apply" }).click()
  await page.getByText("4 pictures tagged.").waitFor()
  await page.goto(`${server.origin}/p/${PROJECT}/images?tag=full`)
  await page.getByText("4 of 36 pictures match.").waitFor()

  // Taken away as a stream.
  await page.locator("[data-asset] a").first().focus()
  await page.keyboard.press("x")
  await page.getByRole("button", { name: "More" }).click()
  await page.getByRole("menuitem", { name: "Download", exact: true }).click()
  const download = page.waitForEvent("download")
  await page.getByRole("button", { name: "Download", exact: true }).click()
  expect((await download).suggestedFilename()).toBe(`${PROJECT}-1-pictures.zip`)

  // Deleted for now: gone from the grid, there under its own state, back by one click.
  await page.getByRole("button", { name: "More" }).click()
  await page.getByRole("menuitem", { name: "Delete" }).click()
  await page.getByText("They can be restored for 30 days").waitFor()
  await page.getByRole("button", { name: "Delete 1 picture" }).click()
  await page.getByText("3 of 35 pictures match.").waitFor()
  await page.getByRole("button", { name: /^Deleted 1/ }).click()
  await eventually(() => names(page)).toEqual(["shelf-15.jpg"])
  await page.locator("[data-asset] a").first().focus()
  await page.keyboard.press("x")
  await page.getByRole("button", { name: "Restore" }).click()
  await page.getByText("1 picture restored.").waitFor()
  await page.getByRole("button", { name: "Undo" }).last().click()
  await page.getByText("Undone.").waitFor()
  await eventually(() => names(page)).toEqual(["shelf-15.jpg"])

  // Nothing matches: one way out.
  await page.goto(`${server.origin}/p/${PROJECT}/images?q=nowhere&side=9000..`)
  await page.getByRole("button", { name: "Remove all filters" }).click()
  await page.getByText("35 pictures,").waitFor()
  expect(errors).toEqual([])
})

test("an act on more than a thousand runs by itself, is told to its end and taken back whole", async () => {
  const many = 1_010
  await openProject(owner, { slug: "crates", kind: "boxes", overlap: 1, pictures: [await jpeg(1, 16, 12)] })
  // One picture with something behind its end: other bytes, other pictures.
  const [one, tail] = [await jpeg(2, 16, 12), new TextEncoder()]
  const pictures = Array.from({ length: many }, (_, i) => ({ name: `c${i}.jpg`, body: [one, tail.encode(`${i}`)] }))
  const zip: Uint8Array[] = []
  for await (const chunk of zipFiles(filesOf(pictures))) zip.push(chunk)
  await ingestFiles(owner, "crates", [["crates.zip", Buffer.concat(zip)]])

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/p/crates/images`)
  await page.getByText("1,011 pictures,").waitFor()
  await page.locator("[data-asset] a").first().focus()
  await page.keyboard.press("x")
  await page.getByRole("button", { name: "Select all 1,011" }).click()
  await page.getByRole("button", { name: "Exclude", exact: true }).click()
  const line = page.getByRole("region", { name: "Actions on many pictures" })
  await line.getByText("1,011 pictures excluded.").waitFor()
  await page.getByRole("button", { name: /^Excluded 1,011/ }).waitFor()

  // Whoever comes back within the hour can still take it back.
  await page.reload()
  await line.getByRole("button", { name: "Undo" }).click()
  await line.getByText("Undone.").waitFor()
  await page.getByRole("button", { name: /^Open 1,011/ }).waitFor()
  await line.getByRole("button", { name: "Close" }).click()
  await line.waitFor({ state: "detached" })
  expect(errors).toEqual([])
})

async function* filesOf(files: readonly { name: string; body: Uint8Array[] }[]) {
  for (const { name, body } of files) yield { name, body: chunksOf(body) }
}
async function* chunksOf(body: readonly Uint8Array[]) {
  yield* body
}
