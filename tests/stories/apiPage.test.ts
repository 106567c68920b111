import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import { DEFAULT_PREFERENCES } from "@justesse/types"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { arrived, barriers, scrollsSideways } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { openProject, setUp } from "../support/studio.ts"

/** Whether a program is on this machine and does what the examples need of it. */
const runs = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0
const hasPython = runs("python3", "-c", "import requests")
const hasCurl = hasPython && runs("curl", "--version") && runs("sh", "-c", "true")
if (!hasPython) console.warn("python3 with requests is not here: the examples of the API page are not run.")

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

/** A folder with what the examples speak of: photos, one photo, and a dataset as a folder and as a zip. */
async function workingFolder(seed: number): Promise<string> {
  const folder = freshFolder("examples")
  const put = (name: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  for (const n of [1, 2]) put(`photos/deep/photo ${n}.jpg`, await jpeg(seed + n))
  put("photo.jpg", await jpeg(seed + 3))
  put("dataset/a.jpg", await jpeg(seed + 4))
  const image = { id: 1, file_name: "a.jpg", width: 96, height: 64 }
  const annotation = { id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 30, 40], area: 1200, iscrowd: 0 }
  const coco = { images: [image], categories: [{ id: 1, name: "thing" }], annotations: [annotation] }
  put("dataset/labels.json", JSON.stringify(coco))
  expect(runs("python3", "-m", "zipfile", "-c", join(folder, "dataset.zip"), join(folder, "dataset"))).toBe(true)
  return folder
}

const hasFocus = (control: Locator) => control.evaluate((element) => element === document.activeElement)

/** Makes a token for one project on the page, as a reader would, and answers the line to copy. */
async function tokenOn(page: Page, project: string): Promise<string> {
  await page.getByRole("button", { name: "New token" }).click()
  await eventually(() => hasFocus(page.getByLabel("What it is for"))).toBe(true)
  await page.locator("form").getByRole("combobox", { name: "Project" }).click()
  await page.getByRole("option", { name: project }).click()
  await page.getByLabel("What it is for").fill("examples")
  await page.getByLabel("add pictures and labels").check()
  await page.getByRole("button", { name: "Create the token" }).click()
  const line = page.locator(".cmd", { hasText: "export TOKEN=" })
  await line.waitFor()
  // The form is gone: what opened it has the focus again.
  await eventually(() => hasFocus(page.getByRole("button", { name: "New token" }))).toBe(true)
  return (await line.innerText()).split("\n")[0]?.trim() ?? ""
}

/** What the copy buttons of the examples put into the clipboard, by the heading above them. */
async function copied(page: Page): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const section of await page.locator("section", { has: page.locator("[data-code]") }).all()) {
    await section.locator("[data-code]").getByRole("button").click()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    texts.set(await section.getByRole("heading").innerText(), text)
  }
  return texts
}

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Runs a text with the program that reads it, in a folder, after the line that sets the token. */
function run(program: string, text: string, folder: string, token: string): Promise<Ran> {
  const started = ["sh", "-c", `${token}; exec ${program}`] as const
  const child = spawn(started[0], started.slice(1), { cwd: folder, stdio: ["pipe", "pipe", "pipe"] })
  let [out, error] = ["", ""]
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk
  })
  child.stderr.on("data", (chunk: Buffer) => {
    error += chunk
  })
  child.stdin.end(text)
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, error })))
}

async function pageOf(slug: string, language: string): Promise<Page> {
  const pictures = await Promise.all([1, 2].map((n) => jpeg(n)))
  await openProject(owner, { slug, kind: "boxes", overlap: 1, pictures })
  const { page } = await visit(browser, { permissions: ["clipboard-read", "clipboard-write"] })
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/help/api?project=${slug}&in=${language}`)
  await page.getByText(`/api/v1/p/${slug}`).first().waitFor()
  await page.getByText("picture-0.jpg").first().waitFor()
  return page
}

describe("the page for scripts", () => {
  test.runIf(hasPython)("its Python runs as copied, with requests alone", async () => {
    const page = await pageOf("snakes", "python")
    const token = await tokenOn(page, "snakes")
    const texts = await copied(page)
    expect([...texts.keys()]).toEqual([
      "Add pictures",
      "Add pictures with labels",
      "Import predictions",
      "List what is not final yet",
      "See the progress",
      "Export a version",
      "Wait for a job",
    ])
    const folder = await workingFolder(100)
    const said = new Map<string, string>()
    for (const [heading, text] of texts) {
      expect(text.match(/^import .*$/gm)).toHaveLength(1)
      const { code, out, error } = await run("python3 -", text, folder, token)
      expect([heading, code, error]).toEqual([heading, 0, ""])
      said.set(heading, out.trim())
    }
    expect(said.get("Add pictures")).toMatch(/'id': 3, 'name': 'photos\/deep\/photo 1.jpg', 'twice': False[^]*'id': 4/)
    expect(said.get("Add pictures with labels")).toMatch(/^done .*'pictures': 1, .*'regions': 1/)
    expect(said.get("Import predictions")).toMatch(/'import': \d+, 'job': \d+/)
    expect(said.get("List what is not final yet")).toBe(
      "1 picture-0.jpg\n2 picture-1.jpg\n3 photos/deep/photo 1.jpg\n4 photos/deep/photo 2.jpg",
    )
    expect(said.get("See the progress")).toMatch(/'settled': 1.* 4$/)
    expect(said.get("Wait for a job")).toMatch(
      /done \d+ \d+ \/api\/v1\/p\/snakes\/versions\/1\/coco.zip\?pictures=true$/,
    )
    expect(runs("python3", "-m", "zipfile", "-t", join(folder, "snakes-coco.zip"))).toBe(true)
  })

  test.runIf(hasCurl)("its curl runs as copied", async () => {
    const page = await pageOf("curls", "curl")
    const token = await tokenOn(page, "curls")
    const folder = await workingFolder(200)
    const said = new Map<string, string>()
    for (const [heading, text] of await copied(page)) {
      const { code, out, error } = await run("sh -s", `${text}\n`, folder, token)
      expect([heading, code, error, out]).toEqual([heading, 0, "", expect.not.stringContaining('"code"')])
      said.set(heading, out)
      // What was begun is waited for by whoever goes on with it.
      if (heading.startsWith("Add")) await eventuallyIdle("curls")
    }
    expect(said.get("Add pictures")).toMatch(/^{"id":3,"name":"photo.jpg","twice":false/)
    expect(said.get("Add pictures with labels")).toMatch(/{"bytes":\d+}{"import":\d+,"job":\d+}$/)
    expect(said.get("See the progress")).toMatch(/"settled":1/)
    expect(said.get("Wait for a job")).toMatch(/"state":"done"/)
    expect(runs("python3", "-m", "zipfile", "-t", join(folder, "curls-coco.zip"))).toBe(true)
  })

  test.each([
    { language: "en", colorScheme: "light", width: 1280, lead: "Everything here runs as copied" },
    { language: "fr", colorScheme: "dark", width: 1280, lead: "Tout ici fonctionne tel que copié" },
    { language: "en", colorScheme: "dark", width: 390, lead: "Everything here runs as copied" },
    { language: "fr", colorScheme: "light", width: 390, lead: "Tout ici fonctionne tel que copié" },
  ] as const)("$language, $colorScheme, $width wide: it can be read and nothing is cut off", async (seen) => {
    const { language, colorScheme, width, lead } = seen
    const project = `seen-${language}-${width}`
    await openProject(owner, { slug: project, kind: "boxes", overlap: 1, pictures: [await jpeg(7)] })
    await owner.act("account.update", { preferences: { ...DEFAULT_PREFERENCES, language } })
    const { page, errors } = await visit(browser, { viewport: { width, height: 800 }, colorScheme })
    await signIn(page, server.origin, "ada@justesse.example")
    await page.goto(`${server.origin}/help/api?project=${project}`)
    await arrived(page)
    await page.getByText(lead).waitFor()
    await page.getByText("picture-0.jpg").first().waitFor()
    expect(await scrollsSideways(page)).toBe(false)
    expect(await barriers(page)).toEqual([])
    expect(errors).toEqual([])
    const shots = process.env["SHOTS"]
    if (shots) await page.screenshot({ path: join(shots, `api-${language}-${width}.png`), fullPage: true })
  })
})

/** Until no import of a project runs any more. */
async function eventuallyIdle(project: string): Promise<void> {
  for (;;) {
    const { imports } = await owner.ask<{ imports: { state: string }[] }>("imports.list", { project })
    if (imports.every(({ state }) => state !== "running")) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
