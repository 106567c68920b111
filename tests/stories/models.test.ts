import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { type ModelProcess, startModel } from "../support/modelServer.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, PASSWORD, setUp } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

const PROJECT = "market"

let browser: Browser
let server: Server
let owner: Client
let model: ModelProcess

const paper = (number: number) =>
  sharp({ create: { width: 1200, height: 900, channels: 3, background: { r: 225, g: 225, b: 150 + number } } })
    .jpeg()
    .toBuffer()

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  model = await startModel()
  await openProject(owner, {
    ...{ slug: PROJECT, name: "Market photos", kind: "boxes", overlap: 9 },
    pictures: await Promise.all([1, 2, 3].map(paper)),
  })
  await owner.act("admin.setModelHosts", { modelHosts: [new URL(model.address).host] })
  const { name, settings } = await owner.ask<{ name: string; settings: object }>("project.settingsGet", {
    project: PROJECT,
  })
  const proposals = { mustDecide: false, without: 0, solidFrom: 0.5 }
  await owner.act("project.settings", { project: PROJECT, name, settings: { ...settings, proposals } })
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([server?.stop(), model?.stop()])
})

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (!folder) return
  const before = page.viewportSize()
  for (const [size, colorScheme] of [
    ["1440", "light"],
    ["1440", "dark"],
    ["1280", "light"],
  ] as const) {
    await page.setViewportSize(size === "1440" ? { width: 1440, height: 900 } : { width: 1280, height: 600 })
    await page.emulateMedia({ colorScheme })
    await page.waitForTimeout(150)
    await page.screenshot({ path: `${folder}/${name}.${colorScheme}.${size}.png` })
  }
  await page.emulateMedia({ colorScheme: "light" })
  if (before) await page.setViewportSize(before)
}

const notice = (page: Page, text: RegExp) => page.getByText(text).first()

test("an owner connects a model, somebody asks it with a key and takes what it proposes, and what it gains is not known yet", async () => {
  const { page: owners } = await visit(browser)
  await signIn(owners, server.origin, "ada@justesse.example", PASSWORD)
  await owners.goto(`${server.origin}/p/${PROJECT}/models`)
  await owners.getByRole("link", { name: "Connect a model" }).click()
  await owners.getByRole("textbox", { name: "Address of the model" }).fill(model.address)
  await owners.getByRole("textbox", { name: "Name" }).fill("market-det")
  await owners.getByRole("button", { name: "Test it" }).click()
  await owners.getByText("It answered: 2 proposals").waitFor()
  await owners.getByLabel("Label for potted plant").waitFor()
  await shoot(owners, "connect")
  await owners.getByRole("button", { name: "Use it" }).click()
  await owners.getByRole("heading", { name: /^market-det/ }).waitFor()
  await shoot(owners, "models")

  await join(owner, PROJECT, "Imani", ["annotator"])
  const { page } = await visit(browser)
  await signIn(page, server.origin, "imani@justesse.example", PASSWORD)
  await page.goto(`${server.origin}/label/${PROJECT}`)
  await picture(page).waitFor()
  await page.keyboard.press("Shift+Q")
  await notice(page, /2 proposals/).waitFor()
  await expect.poll(() => regions(page).count(), { timeout: 15_000 }).toBe(2)
  await shoot(page, "task")
  await page.keyboard.press("y")
  await page.keyboard.press("n")
  await expect.poll(() => regions(page).count(), { timeout: 15_000 }).toBe(1)
  await saved(page).waitFor()
  await page.keyboard.press("Enter")
  await expect.poll(() => model.requests.filter(({ path }) => path === "/predict").length, { timeout: 15_000 }).toBe(2)

  // One that is slow keeps nobody from the next task: it is drawn and sent while the model is still asked.
  model.behave("slow")
  await expect.poll(() => regions(page).count(), { timeout: 15_000 }).toBe(0)
  await page.keyboard.press("Shift+Q")
  await notice(page, /You can go on meanwhile/).waitFor()
  await drag(page, [0.3, 0.3], [0.5, 0.5])
  await expect.poll(() => regions(page).count(), { timeout: 15_000 }).toBe(1)
  await saved(page).waitFor()
  await page.keyboard.press("Enter")
  await expect.poll(() => regions(page).count(), { timeout: 15_000 }).toBe(0)

  await owners.getByRole("link", { name: "What it gains and costs" }).click()
  await owners.getByText(/Not known yet. Answers with proposals: 1/).waitFor()
  await shoot(owners, "gains")
})

test("an owner switches reading drafts on, and a page is given with its lines, without what was read", async () => {
  const said = ["Hardware store", "Paint and brushes", "Total 48.20"]
  const rows = said.map(
    (text, n) => `<text x="60" y="${120 + 90 * n}" font-family="DejaVu Sans" font-size="40">${text}</text>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="700" height="400"><rect width="700" height="400" fill="#fff"/>${rows.join("")}</svg>`
  const [slug, pictures] = ["letters", [await sharp(Buffer.from(svg)).jpeg().toBuffer()]]
  await openProject(owner, { slug, name: "Letters", kind: "transcription", overlap: 9, pictures })
  const { name, settings } = await owner.ask<{ name: string; settings: object }>("project.settingsGet", {
    project: slug,
  })
  const proposals = { mustDecide: false, without: 0, solidFrom: 0.5 }
  await owner.act("project.settings", { project: slug, name, settings: { ...settings, proposals } })

  const { page: owners } = await visit(browser)
  await signIn(owners, server.origin, "ada@justesse.example", PASSWORD)
  await owners.goto(`${server.origin}/p/${slug}/models`)
  const part = owners.getByRole("region", { name: "Reading drafts" })
  await part.getByText(/not known yet: 0 lines with a final answer/).waitFor()
  await shoot(owners, "reading-off")
  const toggle = part.getByRole("switch", { name: "People begin with it" })
  expect(await toggle.isChecked()).toBe(false)
  await toggle.focus()
  await owners.keyboard.press("Space")
  await owners.getByRole("cell", { name: /reading draft, tesseract.js .*, English/ }).waitFor({ timeout: 60_000 })
  await shoot(owners, "reading-on")

  await join(owner, slug, "Jun", ["annotator"])
  const { page } = await visit(browser)
  await signIn(page, server.origin, "jun@justesse.example", PASSWORD)
  await page.goto(`${server.origin}/label/${slug}`)
  await picture(page).waitFor()
  await expect.poll(() => regions(page).count(), { timeout: 15_000 }).toBe(said.length)
  await shoot(page, "reading-task")
  expect(await page.getByText("Hardware").count()).toBe(0)
})
