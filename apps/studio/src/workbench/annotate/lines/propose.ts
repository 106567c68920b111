import type { FoundLine } from "@justesse/editor/lines/find"
import { boxOf, type Label, type WorkRegion } from "@justesse/types"
import type { Picture } from "../../canvas/picture.ts"
import { newRegionId } from "../model/ids.ts"
import type { TaskModel } from "../model/task.ts"
import type { TaskContext } from "../ui.ts"
import { findInWorker, isSharp } from "./findInWorker.ts"

/** The page, and the task that it shows. */
type Shown = Pick<TaskContext, "store" | "ui" | "engine"> & { readonly model: TaskModel }

/** How long a picture is waited for, and how often it is looked whether it is there. */
const WAIT_MS = 15_000
const LOOK_EVERY_MS = 50

/**
 * Looks for the lines of text on the picture that is shown and lays them on it as proposals; says how many there are, or that there is
 * none. Asked again while it looks, it does nothing. Escape gives it up.
 */
export async function proposeLines(context: Shown): Promise<void> {
  const { ui, store, model } = context
  const label = textLabel(model)
  if (ui.getState().finding || !model.editable || store.snapshot.looking) return
  if (!label) return ui.setState({ notice: { key: "notice.noTextHere" } })
  // While the network is spared there is only a preview, in which letters are too small.
  if (!store.isSharp) store.sharpen()
  const stop = new AbortController()
  const isHere = () => store.shown === model && model.editable
  ui.setState({ finding: { model, share: 0, stop: () => stop.abort() } })
  try {
    const picture = await waitForPicture(context, stop.signal)
    const lines = await findInWorker(picture, stop.signal, (share) => {
      // Whoever went on to another task wants no lines of this one.
      if (isHere()) ui.setState(({ finding }) => ({ finding: finding && { ...finding, share } }))
      else stop.abort()
    })
    if (isHere()) lay(context, lines, label)
  } catch (error) {
    if (stop.signal.aborted || !isHere()) return
    ui.setState({ notice: { key: "notice.linesFailed" } })
    throw error
  } finally {
    ui.setState({ finding: null })
  }
}

/** The picture once it is there as sharp as it is needed, or as far as it has come by then. Rejects without any. */
async function waitForPicture({ engine, store, model }: Shown, signal: AbortSignal): Promise<Picture> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    signal.throwIfAborted()
    const { picture } = engine
    const isDue = waitedMs >= WAIT_MS || store.snapshot.picture === "failed" || store.snapshot.picture === "damaged"
    if (store.shown !== model) throw new Error("another task")
    if (picture && (isSharp(picture) || (isDue && picture.levels.length > 0))) return picture
    if (isDue) throw new Error("a picture that does not come")
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function lay({ engine, ui, store, model }: Shown, lines: readonly FoundLine[], label: Label): void {
  const before = model.snapshot.proposed
  model.propose(lines.map((line) => toRegion(line, label)))
  const count = model.snapshot.proposed - before
  if (count === 0) {
    const key = lines.length === 0 ? "notice.noLinesFound" : "notice.noOtherLines"
    return ui.setState({ notice: { key } })
  }
  // Y and N answer; any other letter begins the text of the first line.
  ui.setState({ notice: { key: "notice.linesProposed", values: { count } } })
  engine.painter.layers?.surface.focus({ preventScroll: true })
  const { selected } = model.snapshot.session
  const region = selected === null ? undefined : model.document.regions.get(selected)
  if (region) store.kindOf(model).reveal(engine, boxOf(region))
}

function toRegion({ shape, score }: FoundLine, label: Label): WorkRegion {
  return { id: newRegionId(), geometry: shape, label: label.id, origin: { source: "lines", score } }
}

/** The label for a line: the chosen one where it has a text, else the first that has; null where nothing is written. */
function textLabel(model: TaskModel): Label | null {
  const chosen = model.label(model.snapshot.session.label)
  if (chosen && !chosen.retired && chosen.hasText) return chosen
  return model.labels.find((label) => label.hasText) ?? null
}
