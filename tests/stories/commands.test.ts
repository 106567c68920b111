import { spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { eventually } from "@justesse/db/testing/eventually"
import { DEFAULT_PREFERENCES, DEFAULT_SETTINGS } from "@justesse/types"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import { justesse, justesseDone } from "../support/cli.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, openProject, setUp } from "../support/studio.ts"

// Shell beside browser: each command that a page shows runs as copied, on the studio that shows it (found O2).

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const PAGES = [
  "/projects/new",
  "/p/bare/images",
  "/p/shop/imports",
  "/p/shop/models",
  "/p/shop/versions",
  "/p/shop/versions/1",
  "/help/api?project=shop",
  "/admin/backups",
]

const BARE = {
  name: "bare",
  template: "empty",
  kind: "boxes",
  names: "in_house",
  settings: DEFAULT_SETTINGS,
  ontology: { labels: [] },
  guideline: "",
  forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 10 },
}

let browser: Browser
let server: Server
let owner: Client
/** In the checkout, where its commands are called from. */
let folder = ""

const coco = (name: string) => {
  const annotation = { id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 30, 20], area: 600, iscrowd: 0 }
  const image = { id: 1, file_name: name, width: 96, height: 64 }
  return JSON.stringify({ images: [image], categories: [{ id: 1, name: "thing" }], annotations: [annotation] })
}

/** What the commands speak of. */
async function fill(): Promise<void> {
  const put = (name: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  for (const n of [1, 2]) put(`photos/${n}.jpg`, await jpeg(50 + n))
  put("dataset/a.jpg", await jpeg(60))
  put("dataset/labels.json", coco("a.jpg"))
  put("instances.json", coco("picture-1.jpg"))
  const found = { image_id: "picture-0.jpg", category_id: "thing", bbox: [1, 2, 3, 4], score: 0.5 }
  put("predictions.json", JSON.stringify([found]))
}

beforeAll(async () => {
  folder = mkdtempSync(join(root, "node_modules", ".commands-"))
  await fill()
  browser = await openBrowser()
  // A folder that a shell takes apart unless it is quoted.
  server = await startServer({ demo: false, dataDir: join(freshFolder("named"), "Ada's $HOME data") })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2].map((n) => jpeg(n)))
  await openProject(owner, { slug: "shop", kind: "boxes", overlap: 1, pictures })
  await ingestFiles(owner, "shop", [["labels.json", coco("picture-0.jpg")]])
  await owner.act("project.create", { slug: "bare", draft: BARE })
  const zip = join(freshFolder("first"), "v1.zip")
  await justesseDone(server.dataDir, "export", "--project", "shop", "--format", "coco", "--out", zip)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Every command that the pages show, as their copy buttons give it. */
async function shown(page: Page): Promise<string[]> {
  const all = new Set<string>()
  for (const path of PAGES) {
    await page.goto(server.origin + path)
    const commands = page.locator(".cmd > span", { hasText: "npm run -s justesse" })
    await commands.first().waitFor()
    for (const text of await commands.allInnerTexts()) all.add(text)
    // None is written beside the ones that can be copied.
    expect([path, await page.getByText("npm run").count()]).toEqual([path, await commands.count()])
  }
  return [...all]
}

interface Ran {
  readonly code: number | null
  readonly said: string
}

function run(command: string): Promise<Ran> {
  const env = { ...process.env, JUSTESSE_DATA: undefined, DATABASE_URL: undefined }
  const child = spawn("sh", ["-c", command], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk
    })
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })))
}

test("every command of every page, in both languages, runs as copied and works on this studio", async () => {
  await owner.act("admin.backupNow", {})
  await eventually(async () => (await owner.ask<{ backups: unknown[] }>("admin.health", {})).backups.length).toBe(1)
  const { page } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  const commands = await shown(page)
  await owner.act("account.update", { preferences: { ...DEFAULT_PREFERENCES, language: "fr" } })
  expect((await shown(page)).toSorted()).toEqual(commands.toSorted())
  expect(commands.length).toBeGreaterThanOrEqual(12)
  const before = existsSync(join(root, "data"))
  for (const command of commands) {
    const { code, said } = await run(command)
    expect([command, code, said]).toEqual([command, 0, expect.not.stringMatching(/a new one is made|This goes to/)])
  }
  expect([existsSync(join(root, "data")), existsSync(join(folder, "data"))]).toEqual([before, false])
  const { projects } = await owner.ask<{ projects: { card: { project: string }; pictures: number }[] }>(
    "project.list",
    {},
  )
  const counts = Object.fromEntries(projects.map(({ card, pictures }) => [card.project, pictures]))
  // What the wizard's command made is on Projects, and what the others brought is in the projects that show them.
  expect(counts).toEqual({ bare: 2, "my-project": 2, shop: 5 })
})

test("why an import failed stands on Jobs and Activity in words, in both languages, and nobody is sent to try again", async () => {
  writeFileSync(
    join(folder, "cut.json"),
    '[{"image_id":"picture-0.jpg","category_id":"thing","bbox":[1,2,3,4],"score":1},\n{"im',
  )
  const failed = await justesse(
    server.dataDir,
    "import",
    join(folder, "cut.json"),
    "--project",
    "shop",
    "--as",
    "scores",
  )
  expect([failed.code, failed.error]).toEqual([2, "cut.json:2: the file ends in the middle. Nothing was imported.\n"])
  const { page } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  const languages = [
    { language: "en", why: "the file ends in the middle", row: "row 2", again: "Try again" },
    { language: "fr", why: "le fichier s’arrête au milieu", row: "ligne 2", again: "Réessayer" },
  ]
  for (const { language, why, row, again } of languages) {
    await owner.act("account.update", { preferences: { ...DEFAULT_PREFERENCES, language } })
    await page.goto(`${server.origin}/admin/jobs`)
    const job = page.locator(".row", { hasText: why })
    await job.waitFor()
    expect(await job.innerText()).toContain(row)
    expect(await page.getByRole("button", { name: again }).count()).toBe(0)
    await page.screenshot({ path: `${process.env.SHOTS ?? folder}/jobs-${language}.png` })
    await page.goto(`${server.origin}/p/shop/activity`)
    await page.getByText(why).first().waitFor()
    expect(await page.getByText("cut.json").count()).toBeGreaterThan(0)
    expect(await page.getByText("file_unreadable").count()).toBe(0)
  }
})
