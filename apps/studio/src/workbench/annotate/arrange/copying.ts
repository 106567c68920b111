import { allSelected, copiedText, fitCopies, movedTo, type Place, readCopied, toImage } from "@justesse/editor"
import type { Region } from "@justesse/types"
import { keepHere, readHere } from "../../../shell/browserKeeps.ts"
import { typesText } from "../../../shell/keyboard.ts"
import { newRegionId } from "../model/ids.ts"
import type { TaskModel } from "../model/task.ts"
import type { TaskContext } from "../ui.ts"

/** The page, and the task that it shows. */
export type Arranged = Pick<TaskContext, "store" | "ui" | "engine"> & { readonly model: TaskModel }

/** Where this browser keeps what was copied last, so that it outlives the page and is there where no clipboard can be read. */
const KEY = "justesse.copied"

/** The selected regions to the clipboard and to this browser; said how many there are. */
export function copyRegions({ model, ui }: Arranged): void {
  const regions = allSelected(model.snapshot.session).flatMap((id) => model.document.regions.get(id) ?? [])
  if (regions.length === 0) return
  const inOrder = regions.sort((a, b) => model.document.order.indexOf(a.id) - model.document.order.indexOf(b.id))
  const text = copiedText(inOrder)
  keepHere(KEY, text)
  putOnClipboard(text)
  ui.setState({ notice: { key: "notice.copied", values: { count: regions.length } } })
}

/** Works over plain http too, where the newer way is withheld; a browser that refuses leaves what this browser keeps. */
function putOnClipboard(text: string): void {
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  document.addEventListener("copy", put, { once: true, capture: true })
  document.execCommand("copy")
  document.removeEventListener("copy", put, { capture: true })
}

/** What was copied, laid on the picture at the pointer, or where it was while the pointer is elsewhere, and selected. `text`: the clipboard's; without one, what this browser keeps. */
export function pasteRegions(context: Arranged, text = readHere(KEY) ?? ""): void {
  const { model, ui, engine } = context
  if (!model.editable) return
  const copied = readCopied(text)
  if (!copied) return ui.setState({ notice: { key: "notice.nothingCopied" } })
  const { pointer, view } = engine
  const placed = pointer ? movedTo(copied, toImage(view, pointer), model.limits) : copied
  const fitting = fitHere(model, placed)
  model.paste(fitting, engine.view.scale)
  const left = copied.length - fitting.length
  const key = left === 0 ? "notice.pasted" : fitting.length === 0 ? "notice.noneFits" : "notice.pastedSome"
  ui.setState({ notice: { key, values: { count: fitting.length, left } } })
}

/** Of regions of another picture those that have a place in this one, each with an id of its own. */
export function fitHere({ snapshot, limits }: TaskModel, regions: readonly Region[]): Region[] {
  const { ontology, shapes } = snapshot
  const place: Place = { ontology, shapes, limits }
  return fitCopies(regions, regions.map(newRegionId), place)
}

/** The browser copies by itself what somebody marked on the page: those keys are left to it. */
export function copiesMarked(event: KeyboardEvent): boolean {
  return isWithControl(event, "c") && document.getSelection()?.isCollapsed === false
}

/** What is on the clipboard is only told with the browser's own pasting: that key is left to it, and {@link hearPaste} is asked. */
export function pastesByItself(event: KeyboardEvent): boolean {
  return isWithControl(event, "v") && !typesText(event.target)
}

/** The browser's own pasting, outside of fields. */
export function hearPaste(context: Arranged, event: ClipboardEvent): void {
  if (typesText(event.target)) return
  event.preventDefault()
  const text = event.clipboardData?.getData("text/plain") ?? ""
  pasteRegions(context, text === "" ? undefined : text)
}

function isWithControl(event: KeyboardEvent, letter: string): boolean {
  const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
  return control && event.key.toLowerCase() === letter
}
