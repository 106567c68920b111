import { setTimeout as wait } from "node:timers/promises"
import type { Box } from "@justesse/types"
import type { BrowserContext, Page } from "playwright-core"
import type { Client } from "../../support/client.ts"
import { picture, regions } from "../../support/taskPage.ts"
import type { Gesture } from "./gestures.ts"
import { taskOf } from "./tab.ts"

/** What arrived: the boxes of all answers by project, how many answers, and the tasks that were answered twice. */
export interface Arrived {
  readonly regions: ReadonlyMap<string, readonly Box[]>
  /** Answers that lie on the computer still, which the server did not take. */
  readonly parked: readonly string[]
  readonly answers: { readonly count: number; readonly twice: readonly string[] }
}

interface Row {
  readonly assignmentId: string
}
interface Answer {
  readonly body: { readonly regions: readonly { readonly geometry: Box }[] }
}

/** Sends what is still on this computer, task by task, and reads all that the server has. */
export async function collect(
  context: BrowserContext,
  origin: string,
  worker: Client,
  gestures: readonly Gesture[],
): Promise<Arrived> {
  const page = await context.newPage()
  const projects = [...new Set(gestures.map(({ project }) => project))]
  const all = new Map<string, Box[]>()
  const twice: string[] = []
  let count = 0
  for (const project of projects) {
    await page.goto(`${origin}/label/${project}`)
    // What waited goes out by itself; then what was begun and not sent.
    await wait(5_000)
    const sent = new Set((await answersOf(worker, project)).map(({ assignmentId }) => assignmentId))
    const open = new Set(
      gestures.filter((one) => one.project === project && !sent.has(one.task)).map(({ task }) => task),
    )
    for (const task of open) {
      await page.goto(`${origin}/label/${project}/${task}`)
      await picture(page)
        .waitFor()
        .catch(() => undefined)
      const here = page.getByRole("button", { name: "Work here instead" }).first()
      if (await here.isVisible()) await here.click()
      await wait(300)
      if (taskOf(page) !== task || (await regions(page).count()) === 0) continue
      await page.keyboard.press("Enter")
      for (let tries = 0; tries < 100 && taskOf(page) === task; tries++) await wait(50)
    }
    await wait(3_000)
    const rows = await answersOf(worker, project)
    count += rows.length
    const seen = new Set<string>()
    for (const { assignmentId } of rows) {
      if (seen.has(assignmentId)) twice.push(assignmentId)
      seen.add(assignmentId)
    }
    all.set(project, await boxesOf(worker, rows))
  }
  return { regions: all, parked: await parkedOn(page), answers: { count, twice } }
}

/** The person's answers in a project, page by page. */
async function answersOf(worker: Client, project: string): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  do {
    const asked = { search: "", project, states: ["sent", "taken", "kept"], cursor, limit: 50 }
    const page: { rows: Row[]; next: string | null } = await worker.ask("work.history", asked)
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== null)
  return rows
}

async function boxesOf(worker: Client, rows: readonly Row[]): Promise<Box[]> {
  const boxes: Box[] = []
  for (const { assignmentId } of rows) {
    const { body } = await worker.ask<Answer>("work.sent", { assignmentId })
    boxes.push(...body.regions.map(({ geometry }) => geometry))
  }
  return boxes
}

/** What waits in this browser to be sent, as somebody finds it behind the word about saving. */
function parkedOn(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const opening = indexedDB.open("justesse-offline")
        opening.onsuccess = () => {
          const reading = opening.result.transaction("acts").objectStore("acts").getAll()
          reading.onsuccess = () =>
            resolve(reading.result.map((act) => `${act.assignmentId} ${act.call.type}: ${act.refused ?? "waits"}`))
        }
      }),
  )
}
