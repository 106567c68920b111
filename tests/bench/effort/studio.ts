import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { type Browser, chromium, type Page } from "playwright-core"
import sharp from "sharp"
import type { Client } from "../../support/client.ts"
import { type Server, serveFolder } from "../../support/serverProcess.ts"
import { signIn } from "../../support/signIn.ts"
import { ingestFiles, join as joinProject, setUp } from "../../support/studio.ts"
import { picture } from "../../support/taskPage.ts"
import type { Place } from "./flows.ts"
import { LABELS, SIZE } from "./scenes.ts"

/** A real studio and a real browser, and projects of five labels in it. */
export interface BenchStudio {
  readonly server: Server
  readonly owner: Client
  readonly browser: Browser
  close(): Promise<void>
}

export async function openStudio(): Promise<BenchStudio> {
  const dataDir = mkdtempSync(join(tmpdir(), "justesse-bench-"))
  const server = await serveFolder({ demo: false, dataDir })
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
    args: ["--no-sandbox", "--disable-gpu"],
  })
  const close = async () => {
    await browser.close()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { server, owner: await setUp(server), browser, close }
}

interface Plan {
  readonly slug: string
  readonly shapes: readonly ("box" | "polygon")[]
}

const COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#d55e00"]

/** A project with the labels `one` to `five`, open for work. */
async function openProject(owner: Client, { slug, shapes }: Plan): Promise<void> {
  const labels = ["one", "two", "three", "four", "five"].slice(0, LABELS).map((id, n) => ({
    ...{ id, name: { en: id, fr: id }, color: COLOURS[n], key: null },
    ...{ hasText: false, attributes: [], retired: false },
  }))
  const overlap = { base: 1, more: 1, moreRatio: 0 }
  const settings = { ...DEFAULT_SETTINGS, shapes: [...shapes], purpose: "To measure.", overlap }
  const forecast = { people: 1, hoursPerDay: 1, secondsPerAnswer: 10 }
  const draft = {
    name: slug,
    template: "empty",
    kind: "boxes",
    names: "in_house",
    settings,
    ontology: { labels },
    forecast,
  }
  await owner.act("project.create", { slug, draft: { ...draft, guideline: "1. Everything." } })
  const paper = (n: number) => sharp({ create: { ...SIZE, channels: 3, background: { r: 230, g: 230, b: n % 256 } } })
  const files = await Promise.all(
    Array.from({ length: 2 }, async (_, n) => [`picture-${n}.jpg`, await paper(n).jpeg().toBuffer()] as const),
  )
  await ingestFiles(owner, slug, files)
  await owner.act("project.open", { project: slug })
}

/** Somebody on the first task of a new project, and where its picture lies. */
export interface AtTask {
  readonly page: Page
  readonly client: Client
  readonly project: string
  readonly on: Place
}

export async function atTask({ server, owner, browser }: BenchStudio, plan: Plan): Promise<AtTask> {
  await openProject(owner, plan)
  const name = `Worker${plan.slug}`
  const client = await joinProject(owner, plan.slug, name, ["annotator"])
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: "en-GB" })
  const page = await context.newPage()
  await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
  await page.goto(`${server.origin}/label/${plan.slug}`)
  await picture(page).waitFor()
  const frame = await picture(page).boundingBox()
  if (!frame) throw new Error("no picture")
  const scale = Math.min(frame.width / SIZE.width, frame.height / SIZE.height)
  const left = frame.x + (frame.width - SIZE.width * scale) / 2
  const top = frame.y + (frame.height - SIZE.height * scale) / 2
  const on = {
    picture: frame,
    at: (point: { x: number; y: number }) => ({ x: left + point.x * scale, y: top + point.y * scale }),
  }
  return { page, client, project: plan.slug, on }
}
