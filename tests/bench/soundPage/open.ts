import { randomUUID } from "node:crypto"
import { createReadStream } from "node:fs"
import type { HeldLeases } from "@justesse/types/wire/work"
import { type Browser, type BrowserContext, chromium } from "playwright-core"
import type { Client } from "../../support/client.ts"
import { serveFolder } from "../../support/serverProcess.ts"
import { DEFAULTS, join, setUp } from "../../support/studio.ts"

export const PROJECT = "talks"

/** A studio with one recording in it, and somebody who is to write it down. */
export interface Talk {
  readonly origin: string
  readonly owner: Client
  readonly worker: Client
  readonly browser: Browser
  /** A browser in which nobody was yet, signed in as the worker. */
  context(): Promise<BrowserContext>
  close(): Promise<void>
}

/** A segment as a draft has it. */
export interface Piece {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

/** The real server on an empty folder, with a project of recordings and this one in it through the door that files come by. */
export async function openTalk(dataDir: string, recording: string): Promise<Talk> {
  const server = await serveFolder({ demo: false, dataDir })
  const owner = await setUp(server)
  await owner.act("project.create", {
    slug: PROJECT,
    draft: {
      ...{ name: "Talks", template: "speech", kind: "audio", names: "in_house", guideline: "" },
      settings: { ...DEFAULTS.settings, purpose: "To hear.", overlap: { base: 1, more: 1, moreRatio: 0 } },
      ...{ ontology: { labels: [] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
    },
  })
  await uploadFile(owner, recording, "talk.wav")
  await owner.act("project.open", { project: PROJECT })
  const worker = await join(owner, PROJECT, "Awa", ["annotator"])
  // A page that is used by hand may play; a headless one has no hand before its first key.
  const browser = await chromium.launch({
    ...(process.env["CHROMIUM"] && { executablePath: process.env["CHROMIUM"] }),
    args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
  })
  const [name = "", value = ""] = worker.cookie.split("=")
  return {
    ...{ origin: server.origin, owner, worker, browser },
    context: async () => {
      // The bench's own listener is no script of the studio.
      const context = await browser.newContext({ viewport: { width: 1920, height: 1000 }, bypassCSP: true })
      // What runs in the page was compiled with names kept by this function.
      await context.addInitScript("globalThis.__name = (named) => named")
      context.setDefaultTimeout(30_000)
      await context.addCookies([{ name, value, url: server.origin }])
      return context
    },
    close: async () => {
      await browser.close()
      await server.stop()
    },
  }
}

/** One file as an import, streamed; waits until it is in. */
async function uploadFile(owner: Client, path: string, name: string): Promise<void> {
  const batch = randomUUID()
  const body = createReadStream(path) as unknown as BodyInit
  const sending = { method: "PUT", body, duplex: "half" } as RequestInit
  const answer = await owner.request(`/upload/${PROJECT}/${batch}?name=${name}`, sending)
  if (answer.status !== 200) throw new Error(`upload: ${answer.status} ${await answer.text()}`)
  const { id } = await owner.act<{ id: number }>("imports.start", { project: PROJECT, batch, name, as: "settled" })
  for (;;) {
    const { row } = await owner.ask<{ row: { state: string } }>("imports.get", { project: PROJECT, id })
    if (row.state !== "running") return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Puts these segments into the worker's draft of the recording. */
export async function fillDraft({ worker }: Talk, pieces: readonly Piece[]): Promise<void> {
  const { leases } = await worker.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("no task")
  const regions = pieces.map(({ startMs, endMs, text }, n) => ({
    id: `s${n + 1}`,
    ...{ geometry: { type: "span", startMs, endMs }, label: "speech", speaker: "" },
    ...(text !== "" && { transcript: { value: text } }),
  }))
  const { assignmentId, fence } = lease
  const body = { regions, nothingHere: false }
  await worker.act("work.saveDraft", { assignmentId, fence, revision: 1, body })
}
