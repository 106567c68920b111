import { randomUUID } from "node:crypto"
import { eventually } from "@justesse/db/testing/eventually"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import type { SentTask } from "@justesse/types/wire/work/history"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"
import { picture } from "../support/taskPage.ts"

// Every shape on the pages where people work: drawn by its own line, moved as itself, sent as it is.

const PROJECT = "shapes"
const SIZE = { width: 400, height: 300 }

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

const ring = (...numbers: number[]) =>
  Array.from({ length: numbers.length / 2 }, (_, i) => ({ x: numbers[2 * i] ?? 0, y: numbers[2 * i + 1] ?? 0 }))
const region = (id: string, geometry: object) => ({ id, geometry, label: "thing" })
const REGIONS = [
  region("box", { type: "box", x: 20, y: 20, width: 80, height: 60 }),
  region("rotated", { type: "rotatedBox", x: 150, y: 40, width: 90, height: 40, rotation: 30 }),
  region("outline", {
    type: "polygon",
    rings: [
      ring(20, 150, 140, 150, 140, 280, 20, 280),
      ring(60, 190, 100, 190, 80, 240),
      ring(150, 260, 170, 260, 160, 280),
    ],
  }),
  region("quad", { type: "quad", points: ring(220, 150, 380, 170, 370, 250, 210, 240) }),
]

async function lease(client: Client): Promise<Lease> {
  const { leases } = await client.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  if (!leases[0]) throw new Error("There is no task.")
  return leases[0]
}

/** Whether the canvas shows the colour of a label's line within some pixels of a place of the picture. */
async function isDrawnAt(page: Page, at: { x: number; y: number }): Promise<boolean> {
  return page.evaluate(
    ({ x, y, size }) => {
      const [layer] = [...document.querySelectorAll<HTMLCanvasElement>("main canvas")].slice(1)
      const ctx = layer?.getContext("2d")
      if (!layer || !ctx) throw new Error("there is no canvas")
      const scale = Math.min(layer.width / size.width, layer.height / size.height)
      const left = (layer.width - size.width * scale) / 2 + x * scale
      const top = (layer.height - size.height * scale) / 2 + y * scale
      const { data } = ctx.getImageData(Math.round(left) - 5, Math.round(top) - 5, 11, 11)
      return data.some((alpha, i) => i % 4 === 3 && alpha > 100)
    },
    { ...at, size: SIZE },
  )
}

test("a draft of every shape is drawn by its lines, moved by keys as it is, and sent so", async () => {
  await openProject(owner, {
    slug: PROJECT,
    kind: "boxes",
    overlap: 2,
    pictures: [await jpeg(4, SIZE.width, SIZE.height)],
  })
  const awa = await join(owner, PROJECT, "Awa", ["annotator"])
  const { assignmentId, fence } = await lease(awa)
  await awa.act("work.saveDraft", { assignmentId, fence, revision: 1, body: { regions: REGIONS, nothingHere: false } })

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "awa@justesse.example")
  await page.goto(`${server.origin}/label/${PROJECT}`)
  await picture(page).waitFor()
  await page.getByRole("listitem").nth(3).waitFor()
  // On the line of the hole, of the second part and of the rotated box; not on the corners of the boxes around them.
  await eventually(() => isDrawnAt(page, { x: 80, y: 190 })).toBe(true)
  expect(await isDrawnAt(page, { x: 160, y: 260 })).toBe(true)
  expect(await isDrawnAt(page, { x: 195 - 45 * Math.cos(Math.PI / 6), y: 60 - 45 * Math.sin(Math.PI / 6) })).toBe(true)
  expect(await isDrawnAt(page, { x: 243, y: 98 })).toBe(false)
  expect(await isDrawnAt(page, { x: 379, y: 248 })).toBe(false)

  // A press in the hole takes nothing of the outline; one on its body takes it, and arrows move every point of it.
  await page.keyboard.press("v")
  const canvas = await picture(page).boundingBox()
  if (!canvas) throw new Error("no canvas")
  const scale = Math.min(canvas.width / SIZE.width, canvas.height / SIZE.height)
  const press = (x: number, y: number) =>
    page.mouse.click(
      canvas.x + (canvas.width - SIZE.width * scale) / 2 + x * scale,
      canvas.y + (canvas.height - SIZE.height * scale) / 2 + y * scale,
    )
  await press(80, 208)
  await page.keyboard.press("ArrowRight")
  await press(30, 265)
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("Shift+ArrowUp")
  await press(195, 60)
  await page.keyboard.press("ArrowDown")
  await page.screenshot({ path: process.env["SHOT"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("Enter")
  await page.getByText(/Sent/).first().waitFor()
  const { task } = await awa.ask<{ task: SentTask | null }>("work.previous", { project: PROJECT, before: null })
  const sent = new Map(task?.body.regions.map(({ id, geometry }) => [`${id}`, geometry]))
  expect(sent.get("box")).toEqual(REGIONS[0]?.geometry)
  expect(sent.get("quad")).toEqual(REGIONS[3]?.geometry)
  expect(sent.get("rotated")).toEqual({ type: "rotatedBox", x: 150, y: 41, width: 90, height: 40, rotation: 30 })
  const outline = sent.get("outline")
  expect(outline?.type === "polygon" && outline.rings[1]).toEqual(ring(61, 180, 101, 180, 81, 230))
  expect(errors).toEqual([])
})

test("two people's outlines meet a reviewer by their own lines, and what is taken is that very outline", async () => {
  const ben = await join(owner, PROJECT, "Ben", ["annotator"])
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = await lease(ben)
  const sent = await owner.ask<{ people: { body: { regions: { id: string; geometry: object }[] } }[] }>("asset.get", {
    project: PROJECT,
    asset: 1,
  })
  const other = (sent.people[0]?.body.regions ?? []).map((one) =>
    one.id === "quad" ? region("quad", { type: "quad", points: ring(220, 150, 300, 160, 300, 250, 210, 240) }) : one,
  )
  await ben.act("work.submitNext", {
    ...{ assignmentId, fence, submissionId: randomUUID(), ontologyVersion, guidelineVersion, want: 1 },
    body: { nothingHere: false, regions: other },
  })
  const rosa = await join(owner, PROJECT, "Rosa", ["reviewer"])
  type Queues = { queues: { differences: number }[] }
  await eventually(async () => (await rosa.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0).toBe(1)
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "rosa@justesse.example")
  await page.goto(`${server.origin}/review/${PROJECT}`)
  await page.getByRole("link", { name: /^Start/ }).click()
  await page.getByRole("heading", { name: /difference 1 of 1/ }).waitFor()
  // Edges with names are for boxes; of outlines it is said in how many places they differ, and by how much.
  await page
    .getByText(/differs in \d+ places?, by up to \d+ px/)
    .first()
    .waitFor()
  await page.screenshot({ path: process.env["SHOT2"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("a")
  await page.keyboard.press("Enter")
  await eventually(async () => {
    const shown = await owner.ask<{ answer: { regions: { geometry: { type: string } }[] } | null }>("asset.get", {
      ...{ project: PROJECT, asset: 1 },
    })
    return shown.answer?.regions.map(({ geometry }) => geometry.type).sort()
  }).toEqual(["box", "polygon", "quad", "rotatedBox"])
  expect(errors).toEqual([])
})
