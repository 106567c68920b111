import type { Box, Point, Shape } from "@justesse/types"
import type { Page } from "playwright-core"
import { type Effort, EffortCount } from "./counts.ts"
import type { DocumentPage } from "./document.ts"
import type { BoxToDraw, LineToWrite, OutlineToDraw } from "./scenes.ts"
import type { AtTask } from "./studio.ts"

/** What was played on the real page, and what differs of the answer that arrived. */
export interface Played {
  readonly effort: Effort
  readonly wrong: readonly string[]
}

interface Sent {
  readonly regions: readonly {
    readonly label: string
    readonly geometry: Shape
    readonly transcript?: { readonly value: string }
  }[]
}

const LABEL_NAMES = ["one", "two", "three", "four", "five"]
const frames = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

/** A hand on the page that counts what it does. */
class Hand {
  readonly #page: Page
  readonly #locate: (point: Point) => Promise<Point>
  readonly count: EffortCount

  constructor({ page, picture, locate }: Pick<DocumentPage, "page" | "picture" | "locate">) {
    this.#page = page
    this.#locate = locate
    this.count = new EffortCount(picture)
  }

  async key(chord: string): Promise<void> {
    this.count.keys(chord.split("+").length)
    await this.#page.keyboard.press(chord)
  }

  async write(text: string): Promise<void> {
    this.count.keys(text.length)
    await this.#page.keyboard.type(text)
  }

  async drag(from: Point, to: Point): Promise<void> {
    const [a, b] = [await this.#locate(from), await this.#locate(to)]
    this.count.drag(a, b)
    await this.#page.mouse.move(a.x, a.y, { steps: 3 })
    // What a hand sees before it presses.
    await frames(this.#page)
    await this.#page.mouse.down()
    await this.#page.mouse.move(b.x, b.y, { steps: 3 })
    await this.#page.mouse.up()
  }

  async click(point: Point): Promise<void> {
    const { x, y } = await this.#locate(point)
    this.count.click({ x, y })
    await this.#page.mouse.move(x, y)
    await this.#page.mouse.click(x, y)
  }
}

const handAt = ({ page, on }: AtTask) => new Hand({ page, picture: on.picture, locate: async (point) => on.at(point) })

async function arrived({ page, client, project }: AtTask): Promise<Sent["regions"]> {
  await page.getByText(/^Sent/).first().waitFor()
  const { task } = await client.ask<{ task: { body: Sent } | null }>("work.previous", { project, before: null })
  return task?.body.regions ?? []
}

const near = (one: number, other: number) => Math.abs(one - other) <= 1.5
const isBox = (shape: Shape | undefined, box: Box) =>
  shape?.type === "box" && (["x", "y", "width", "height"] as const).every((side) => near(shape[side], box[side]))
const endOf = ({ x, y, width, height }: Box) => ({ x: x + width, y: y + height })

export async function playBoxes(task: AtTask, scene: readonly BoxToDraw[]): Promise<Played> {
  const hand = handAt(task)
  let label = 1
  for (const { box, label: wanted, off } of scene) {
    if (wanted !== label) await hand.key(String(wanted))
    label = wanted
    await hand.drag(box, endOf({ ...box, width: box.width + off }))
    const middle = box.y + box.height / 2
    if (off === 0) continue
    // The pointer leaves the handles of what was just drawn before one of them can be pulled.
    const away = task.on.at({ x: box.x + box.width / 2, y: middle })
    await task.page.mouse.move(away.x, away.y, { steps: 3 })
    await hand.drag({ x: box.x + box.width + off, y: middle }, { x: box.x + box.width, y: middle })
  }
  const last = scene.at(-1)
  await hand.key("Control+z")
  if (last) await hand.drag(last.box, endOf(last.box))
  await hand.key("Enter")
  const found = await arrived(task)
  const wrong = scene.flatMap(({ box, label: wanted }, n) => {
    const name = LABEL_NAMES[wanted - 1]
    return found.some((one) => isBox(one.geometry, box) && one.label === name)
      ? []
      : [`box ${n} is not there as ${name}`]
  })
  return { effort: hand.count.effort, wrong: [...wrong, ...more(found.length, scene.length)] }
}

export async function playLines(document: DocumentPage, scene: readonly LineToWrite[]): Promise<Played> {
  const hand = new Hand(document)
  for (const { box, text } of scene) {
    await hand.drag(box, endOf(box))
    await hand.write(text)
    await hand.key("Enter")
  }
  const { shapes, texts } = await document.answer()
  await hand.key("Control+Enter")
  const wrong = scene.flatMap(({ box, text }, n) =>
    shapes.some((shape, at) => isBox(shape, box) && texts[at] === text) ? [] : [`line ${n} “${text}” is not there`],
  )
  return { effort: hand.count.effort, wrong: [...wrong, ...more(shapes.length, scene.length)] }
}

export async function playOutlines(task: AtTask, scene: readonly OutlineToDraw[]): Promise<Played> {
  const hand = handAt(task)
  await hand.key("o")
  let label = 1
  for (const { points, label: wanted } of scene) {
    if (wanted !== label) await hand.key(String(wanted))
    label = wanted
    for (const point of points) await hand.click(point)
    await hand.key("Enter")
  }
  await hand.key("Control+Enter")
  const found = await arrived(task)
  const isOutline = (shape: Shape, points: readonly Point[]) =>
    shape.type === "polygon" &&
    shape.rings[0]?.length === points.length &&
    points.every(({ x, y }) => shape.rings[0]?.some((one) => near(one.x, x) && near(one.y, y)))
  const wrong = scene.flatMap(({ points, label: wanted }, n) => {
    const name = LABEL_NAMES[wanted - 1]
    return found.some((one) => isOutline(one.geometry, points) && one.label === name)
      ? []
      : [`outline ${n} is not there`]
  })
  return { effort: hand.count.effort, wrong: [...wrong, ...more(found.length, scene.length)] }
}

const more = (found: number, wanted: number) => (found === wanted ? [] : [`${found} regions instead of ${wanted}`])
