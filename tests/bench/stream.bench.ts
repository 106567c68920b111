// needs: server, studio, chromium
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { KINDS, type ProjectKind } from "@justesse/types"
import { chromium, type Page } from "playwright-core"
import sharp from "sharp"
import type { Client } from "../support/client.ts"
import { type Server, serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, ingestFiles, join as joinProject, setUp } from "../support/studio.ts"

/**
 * M1: how long the tool takes from the key that answers to the next thing being seen, for each kind that is answered one after the
 * other: `npm run bench -- stream [KIND …] [ITEMS]`. A real browser on the real page with pictures of 1,600 × 1,200; whoever answers takes
 * half a second, which is not counted. The next one is there when its own colour is in the middle of the picture. One JSON object a line;
 * exit 1 when the median is over 100 ms, or the 95th percentile over 150.
 */
const GOAL = { medianMs: 100, p95Ms: 150 }
const THINKING_MS = 500
const SIZE = { width: 1_600, height: 1_200 }

interface Stream {
  readonly kind: ProjectKind
  readonly template: string
  readonly ontology: object
  /** What answers one thing; the last key sends it. */
  readonly keys: readonly string[]
  readonly settings?: object
}

const label = (id: string, key: string | null = null) => ({
  ...{ id, name: { en: id, fr: id }, color: "#e69f00", key, hasText: false, attributes: [], retired: false },
})
const whole = { of: "whole", several: false }

const STREAMS: readonly Stream[] = [
  {
    ...{ kind: "classification", template: "sorting", keys: ["1"] },
    ontology: { labels: [label("street", "1"), label("nature", "2")], answers: whole },
  },
  {
    ...{ kind: "verification", template: "checking", keys: ["y"] },
    ontology: { labels: KINDS.verification.verdicts, answers: { ...whole, subjects: [label("thing")] } },
  },
  {
    ...{ kind: "rating", template: "rating", keys: ["3"] },
    ontology: { labels: ["5", "4", "3", "2", "1"].map((id) => label(id, id)), answers: whole },
  },
  {
    ...{ kind: "comparison", template: "comparison", keys: ["ArrowLeft", "Enter"], ontology: { labels: [] } },
    settings: { pairs: { each: 2 } },
  },
]

const words = process.argv.slice(2)
const items = words.map(Number).find((one) => one > 0) ?? 60
const asked = STREAMS.filter(({ kind }) => words.includes(kind))

/** A picture with a colour of its own all over, so that which one is seen can be told from its middle. */
function pictureOf(at: number): Promise<Uint8Array> {
  const [r, g, b] = [40 + ((at * 53) % 200), 40 + ((at * 97) % 200), 40 + ((at * 151) % 200)]
  return sharp({ create: { ...SIZE, channels: 3, background: { r, g, b } } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

async function makeProject(owner: Client, { kind, template, ontology, settings }: Stream): Promise<void> {
  const draft = {
    ...{ name: kind, template, kind, names: "in_house", guideline: "# What to say", ontology },
    settings: { ...DEFAULTS.settings, purpose: "To see how fast it is.", ...settings },
    forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 },
  }
  await owner.act("project.create", { slug: kind, draft })
  const names = Array.from({ length: items + 2 }, (_, at) => `${at}.jpg`)
  const files = await Promise.all(names.map(async (name, at) => [name, await pictureOf(at)] as const))
  const things = names.map((image) =>
    JSON.stringify({ image, regions: [{ label: "thing", x: 400, y: 300, width: 800, height: 600 }] }),
  )
  const isChecked = KINDS[kind].about === "region"
  await ingestFiles(owner, kind, isChecked ? [...files, ["things.jsonl", `${things.join("\n")}\n`]] : files)
  await owner.act("project.open", { project: kind })
  // Which two are compared is made in the background.
  while ((await openIn(owner, kind)) === 0) await new Promise((go) => setTimeout(go, 200))
}

async function openIn(owner: Client, project: string): Promise<number> {
  const asked = { project, utcOffsetMinutes: 0 }
  return (await owner.ask<{ counts: { open: number } }>("project.overview", asked)).counts.open
}

/** The colours in the middle of what is shown, until something other is there; from the next key on, in milliseconds. */
function watchNext(page: Page): Promise<void> {
  return page.evaluate(() => {
    const middles = () =>
      [...document.querySelectorAll("[role=img]")].map((shown) => {
        // The picture lies under what is drawn on it.
        const layers =
          shown instanceof HTMLCanvasElement ? [shown] : [...(shown.parentElement?.querySelectorAll("canvas") ?? [])]
        const colors = layers.flatMap((canvas) => {
          const data = canvas.getContext("2d")?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data
          return data && data[3] === 255 ? `${data[0]} ${data[1]} ${data[2]}` : []
        })
        return colors[0] ?? ""
      })
    const was = middles().join()
    const target = window as unknown as { nextSeen?: Promise<number> } // this bench's own
    target.nextSeen = new Promise((resolve) => {
      let from = 0
      const look = () => {
        const now = middles()
        if (now.length > 0 && now.every((one) => one !== "") && now.join() !== was) resolve(performance.now() - from)
        else requestAnimationFrame(look)
      }
      const begin = () => {
        from = performance.now()
      }
      addEventListener("keydown", begin, { capture: true })
      requestAnimationFrame(look)
    })
  })
}

async function timesOf(page: Page, { keys }: Stream): Promise<number[]> {
  const times: number[] = []
  for (let at = 0; at < items; at++) {
    await page.waitForTimeout(THINKING_MS)
    await watchNext(page)
    for (const key of keys) await page.keyboard.press(key)
    times.push(await page.evaluate(() => (window as unknown as { nextSeen: Promise<number> }).nextSeen)) // as just set
  }
  return times
}

const round = (ms: number) => Math.round(ms * 10) / 10

async function measure(server: Server, owner: Client, stream: Stream): Promise<boolean> {
  await makeProject(owner, stream)
  const name = `Awa${stream.kind}`
  await joinProject(owner, stream.kind, name, ["annotator"])
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
    // What is run in the page has been named by the compiler.
    await page.addInitScript("globalThis.__name = (made) => made")
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${stream.kind}`)
    await page.locator("[role=img]").first().waitFor()
    await page.waitForTimeout(2_000)
    const times = (await timesOf(page, stream)).sort((a, b) => a - b)
    const at = (share: number) => times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? Number.NaN
    const [medianMs, p95Ms] = [at(0.5), at(0.95)]
    const isMet = medianMs <= GOAL.medianMs && p95Ms <= GOAL.p95Ms
    console.log(
      JSON.stringify({
        ...{ bench: "stream", kind: stream.kind, items: times.length, keys: stream.keys.length },
        ...{ medianMs: round(medianMs), p95Ms: round(p95Ms), mostMs: round(at(1)), goal: GOAL, isMet },
        load: round(loadavg()[0] ?? 0),
      }),
    )
    return isMet
  } finally {
    await browser.close()
  }
}

const folder = mkdtempSync(join(tmpdir(), "justesse-stream-"))
const server = await serveFolder({ demo: false, dataDir: join(folder, "data") })
let isMet = true
try {
  const owner = await setUp(server)
  for (const stream of asked.length > 0 ? asked : STREAMS) isMet = (await measure(server, owner, stream)) && isMet
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(isMet ? 0 : 1)
