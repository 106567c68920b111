import { numbered } from "@justesse/db/assets/numbered"
import { listJobs } from "@justesse/db/jobs"
import { listFinalWithPredictions, proposeSet, showReadText } from "@justesse/db/models/predictions"
import { chooseServer, insertServer, listServers, type ModelServer } from "@justesse/db/models/servers"
import type { ProjectAccess } from "@justesse/db/projects"
import {
  type DraftQuality,
  judgeDrafts,
  LEAST_LINES,
  MOST_WORDS_WRONG,
  pairDrafts,
} from "@justesse/quality/text/drafts"
import { JustesseError, KINDS, type Region, StoredBody } from "@justesse/types"
import type { ReadingChange, ReadingDrafts } from "@justesse/types/models/reading"
import type { z } from "zod"
import { note } from "../../activity/index.ts"
import type { Deps } from "../../core/deps.ts"
import { inTransaction } from "../../core/transaction.ts"
import type { Who } from "../../core/who.ts"
import { toReadLines } from "../../imports/proposals.ts"
import { requireActive, requireThere } from "../../projects/guard.ts"
import { makeSet } from "./propose.ts"
import { READING, readingChoice, readingVersion, toReadingAddress } from "./readPage.ts"

/** Sets of drafts are called by this, and by {@link readingVersion}. */
const NAME = "reading draft,"

/** Pages with a final answer that are compared at most: more tell nothing else. */
const MOST_PAGES = 300

const isReading = ({ kind }: Pick<ModelServer, "kind">) => kind === READING

async function findReading({ storage }: Pick<Deps, "storage">, projectId: number): Promise<ModelServer | null> {
  return (await listServers(storage.db, projectId)).find(isReading) ?? null
}

/** How pages are read by the studio itself, and how well; null where answers are no lines of text. */
export async function showReading(
  deps: Pick<Deps, "storage" | "reader">,
  project: ProjectAccess,
): Promise<ReadingDrafts | null> {
  requireThere(project)
  if (!KINDS[project.kind].readsLines) return null
  const server = await findReading(deps, project.id)
  const { language, withText } = server ? readingChoice(server) : { language: "eng" as const, withText: false }
  const [quality, jobs] = await Promise.all([
    server ? qualityOf(deps, server) : judgeDrafts([]),
    listJobs(deps.storage.db, {
      projectId: project.id,
      kinds: ["propose"],
      states: ["queued", "running"],
      limit: 50,
    }),
  ])
  const going = jobs.find(({ input }) => (input as { server?: number }).server === server?.id) // written by `queueFills` alone
  return {
    on: server?.shown === "ahead",
    language,
    version: deps.reader.version,
    set: server?.setId ?? null,
    filling: server && going ? { done: going.done, total: going.total } : null,
    withText,
    compared: quality.lines,
    least: LEAST_LINES,
    letters: quality.letters,
    words: quality.words,
    mostWords: MOST_WORDS_WRONG,
  }
}

/**
 * Begins reading the pages of a project, or ends it; another language begins anew. What was read is proposed only where it is known that
 * few words are wrong.
 *
 * @throws JustesseError invalid_input where answers are no lines of text
 */
export async function changeReading(
  deps: Pick<Deps, "storage" | "reader" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { on, language }: Omit<z.infer<typeof ReadingChange>, "project">,
): Promise<void> {
  requireActive(project)
  const { kind } = project
  if (!KINDS[kind].readsLines) throw new JustesseError("invalid_input", { field: "kind", found: kind })
  const server = await findReading(deps, project.id)
  if (!server && !on) return
  const shown = on ? "ahead" : "hidden"
  const isSame = server !== null && readingChoice(server).language === language
  const version = readingVersion(deps, language)
  const made = { name: NAME, version, madeBy: who.personId, madeAtMs: deps.nowMs() }
  const setId = isSame ? server.setId : await makeSet(deps, project.id, made, "text")
  const address = isSame ? server.address : toReadingAddress({ language, withText: false })
  await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    if (server) await chooseServer(db, server, { shown, address, version, setId }, deps.nowMs())
    else {
      const fresh = {
        kind: READING,
        name: NAME,
        address,
        sends: "bytes",
        shown,
        words: {},
        version,
        setId,
        tookMs: null,
      }
      await numbered(() => insertServer(db, project.id, { ...fresh, madeAtMs: made.madeAtMs, madeBy: who.personId }))
    }
    if (on) await proposeSet(db, project.id, setId)
    else if (server?.shown === "ahead") await proposeSet(db, project.id, null)
    const what = server ? "model.changed" : "model.connected"
    await note(inside, project.id, who, { what, detail: { server: server?.id ?? 0, name: `${NAME} ${version}` } })
  })
  await weighText(deps, project.id)
}

/** Offers what was read, or no longer offers it, as final answers tell by now. */
export async function weighText(deps: Pick<Deps, "storage" | "nowMs">, projectId: number): Promise<void> {
  const server = await findReading(deps, projectId)
  if (!server) return
  const { language, withText } = readingChoice(server)
  const { showsText } = await qualityOf(deps, server)
  if (showsText === withText) return
  await inTransaction(deps, async ({ storage: { db } }) => {
    await chooseServer(db, server, { address: toReadingAddress({ language, withText: showsText }) }, deps.nowMs())
    await showReadText(db, projectId, server.setId, showsText)
  })
}

async function qualityOf({ storage }: Pick<Deps, "storage">, server: ModelServer): Promise<DraftQuality> {
  const pages = await listFinalWithPredictions(storage.db, server.projectId, server.setId, 0, MOST_PAGES)
  const pairs = pages.flatMap(({ kept, predicted }) => {
    return pairDrafts(StoredBody.parse(JSON.parse(kept)).regions.flatMap(toWritten), toReadLines(predicted))
  })
  return judgeDrafts(pairs)
}

/** A line that somebody could read. */
function toWritten({ geometry, transcript }: Region) {
  const isReadable = transcript && transcript.value !== "" && !transcript.marks?.includes("illegible")
  return isReadable ? [{ shape: geometry, text: transcript.value }] : []
}
