import { setTimeout as wait } from "node:timers/promises"
import type { Box } from "@justesse/types"
import type { BrowserContext, Page, Request } from "playwright-core"
import { picture, regions } from "../../support/taskPage.ts"
import { boxOfGesture, type Gesture, SIZE } from "./gestures.ts"

/** Where gestures are noted, and how chance is drawn. */
export interface Session {
  readonly origin: string
  readonly gestures: Gesture[]
  readonly enters: { task: string; at: number }[]
  /** What pages asked the server about tasks and what came of it, oldest first. */
  readonly calls: { at: number; what: string; body: string; came: string }[]
  /** A number that no gesture had yet, whether or not that one came to be. */
  nextNumber(): number
  random(most?: number): number
}

/** A tab in which somebody draws and sends without end, whatever the page shows, until it is told to leave. */
export class Tab {
  readonly #session: Session
  readonly project: string
  readonly page: Page
  #isLeaving = false
  #working: Promise<void> = Promise.resolve()
  /** Answers that Enter sent here. */
  sent = 0

  private constructor(session: Session, project: string, page: Page) {
    this.#session = session
    this.project = project
    this.page = page
  }

  static async open(session: Session, project: string, context: BrowserContext): Promise<Tab> {
    const page = await context.newPage()
    const tab = new Tab(session, project, page)
    tab.#listen()
    await page.goto(tab.#address, { waitUntil: "commit" }).catch(() => undefined)
    tab.#working = tab.#work()
    return tab
  }

  get #address(): string {
    return `${this.#session.origin}/label/${this.project}`
  }

  /** Its renderer ends at once, as one that ran out of memory. What was drawn until now has been there for so long. */
  async crash(): Promise<void> {
    const cdp = await this.page.context().newCDPSession(this.page)
    this.#ends()
    void cdp.send("Page.crash").catch(() => undefined)
    await this.#leave()
    await this.page.close().catch(() => undefined)
  }

  /** Closed by its cross. Nothing that was drawn may be missing, however short ago. */
  async close(): Promise<void> {
    await this.page.close().catch(() => undefined)
    await this.#leave()
  }

  /** Its browser ends now. */
  async dies(): Promise<void> {
    this.#ends()
    await this.#leave()
  }

  /** Notes what the page asks about tasks. */
  #listen(): void {
    const { calls } = this.#session
    const note = (request: Request, came: string) => {
      const what = new URL(request.url()).pathname.split("/").at(-1) ?? ""
      if (!/^work\.(next|open|submitNext|saveDraft|revise)/.test(what)) return
      calls.push({ at: Math.round(performance.now()), what, body: request.postData() ?? "", came })
    }
    this.page.on("requestfinished", (request) => {
      void request.response().then(
        async (response) => note(request, `${response?.status()} ${await response?.text().catch(() => "")}`),
        () => note(request, "gone"),
      )
    })
    this.page.on("requestfailed", (request) => note(request, request.failure()?.errorText ?? "failed"))
  }

  /** Nothing more is drawn; the page stays. */
  async #leave(): Promise<void> {
    this.#isLeaving = true
    await this.#working
  }
  rest(): Promise<void> {
    return this.#leave()
  }

  #ends(): void {
    this.#isLeaving = true
    const now = performance.now()
    for (const gesture of this.#session.gestures)
      if (gesture.project === this.project) gesture.grace = Math.min(gesture.grace, now - gesture.at)
  }

  async #work(): Promise<void> {
    while (!this.#isLeaving) {
      await this.#act().catch(() => undefined)
      await wait(this.#session.random(90))
    }
  }

  async #act(): Promise<void> {
    const { page } = this
    const here = page.getByRole("button", { name: "Work here instead" }).first()
    if (await here.isVisible()) return here.click({ timeout: 2_000 })
    const canvas = await picture(page)
      .boundingBox({ timeout: 1_000 })
      .catch(() => null)
    if (!canvas) {
      // A page that could not be loaded at all is asked for again, as somebody would.
      if (!page.url().startsWith(this.#address)) await page.goto(this.#address, { waitUntil: "commit" })
      return void (await wait(150))
    }
    const task = taskOf(page)
    if (task === "") return
    const count = await regions(page).count()
    if (count > 4 || (count > 0 && this.#session.random() < 0.35)) return this.#send(task)
    await this.#draw(task, count, canvas)
  }

  async #draw(task: string, before: number, canvas: Box): Promise<void> {
    const { page } = this
    const { gestures } = this.#session
    const n = this.#session.nextNumber()
    const gesture: Gesture = {
      n,
      savedAt: null,
      box: boxOfGesture(n),
      project: this.project,
      task,
      at: 0,
      grace: Number.POSITIVE_INFINITY,
    }
    const scale = Math.min(canvas.width / SIZE.width, canvas.height / SIZE.height)
    const left = canvas.x + (canvas.width - SIZE.width * scale) / 2 + gesture.box.x * scale
    const top = canvas.y + (canvas.height - SIZE.height * scale) / 2 + gesture.box.y * scale
    // Nothing is chosen, so that a press beside what was just drawn cannot be meant for its handles.
    await page.keyboard.press("Escape")
    await page.mouse.move(left, top)
    await page.mouse.down()
    await page.mouse.move(left + gesture.box.width * scale, top + gesture.box.height * scale, { steps: 2 })
    await page.mouse.up()
    // Only what the page shows as drawn counts: it is in the list of the task it was begun in.
    for (let tries = 0; tries < 20; tries++) {
      if ((await regions(page).count()) === before + 1 && taskOf(page) === task) {
        const drawn = { ...gesture, at: performance.now() }
        gestures.push(drawn)
        void this.#noteSaved(drawn)
        return
      }
      await wait(10)
    }
  }

  /** Notes when the page says of a box that it is saved, here or on the server. */
  async #noteSaved(drawn: Gesture): Promise<void> {
    await this.page
      .getByRole("status")
      .filter({ hasText: /^(Saved|Saved here.*)$/ })
      .first()
      .waitFor()
      .then(() => {
        drawn.savedAt = performance.now()
      })
      .catch(() => undefined)
  }

  async #send(task: string): Promise<void> {
    this.#session.enters.push({ task, at: Math.round(performance.now()) })
    await this.page.keyboard.press("Enter")
    this.sent++
    for (let tries = 0; tries < 60 && !this.#isLeaving && taskOf(this.page) === task; tries++) await wait(25)
  }
}

/** The task in hand by its address; empty while none is. */
export function taskOf(page: Page): string {
  const { pathname } = new URL(page.url())
  return pathname.startsWith("/label/") ? (pathname.split("/")[3] ?? "") : ""
}
