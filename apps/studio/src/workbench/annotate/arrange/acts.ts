import { allSelected, areAll, type EditorDocument, type OrderStep, regionsOfLabel } from "@justesse/editor"
import { inLanguage, type LabelId, type RegionId } from "@justesse/types"
import { languageNow } from "../../../i18n/useT.ts"
import { fetchPart } from "../../../shell/upgrade/newVersion.ts"
import type { Act } from "../../parts/runner.ts"
import type { TaskModel } from "../model/task.ts"
import { type Arranged, copyRegions, pasteRegions } from "./copying.ts"

/** What the commands about copies, order, hiding and locking do. */
export const ARRANGE_ACTS: Readonly<Record<string, Act<Arranged>>> = {
  "region.copy": copyRegions,
  "region.paste": (context) => pasteRegions(context),
  "region.copyPrevious": (context) =>
    void fetchPart(() => import("./previous.ts")).then((part) => part?.layPrevious(context)),
  "region.hide": (context) => switchSeen(context, "hide"),
  "region.lock": (context) => switchSeen(context, "lock"),
  "region.showAll": ({ model, ui }) => {
    const { hidden } = model.snapshot
    const count = countHere(model.document, hidden)
    model.hide([...hidden], false)
    ui.setState({ notice: { key: count === 0 ? "notice.noneHidden" : "notice.allShown", values: { count } } })
  },
  "region.first": (context) => order(context, "first"),
  "region.up": (context) => order(context, "up"),
  "region.down": (context) => order(context, "down"),
  "region.last": (context) => order(context, "last"),
}

/** How many of these are there. */
export function countHere(document: EditorDocument, ids: ReadonlySet<RegionId>): number {
  let count = 0
  for (const id of ids) count += Number(document.regions.has(id))
  return count
}

function order({ model, engine }: Arranged, to: OrderStep): void {
  model.order(allSelected(model.snapshot.session), to)
  engine.painter.redraw("active")
}

/** What is selected, else all regions of the chosen label, hidden or locked, or not any more where all of it is. */
function switchSeen({ model, ui }: Arranged, what: "hide" | "lock"): void {
  const { session } = model.snapshot
  const selected = allSelected(session)
  const ids = selected.length > 0 || session.label === null ? selected : regionsOfLabel(model.document, session.label)
  const on = !areAll(model.snapshot[what === "hide" ? "hidden" : "locked"], ids)
  model[what](ids, on)
  const done = { hide: on ? "hidden" : "shown", lock: on ? "locked" : "unlocked" }[what]
  const count = ids.length
  const key = `notice.seen.${count === 0 ? "none" : selected.length > 0 ? done : `${done}Label`}`
  ui.setState({ notice: { key, values: { count, label: nameOf(model, session.label) } } })
}

/** All regions of a label hidden or locked, or not any more where all are: as the keys do it. */
export function switchLabel(model: TaskModel, what: "hide" | "lock", label: LabelId): void {
  const ids = regionsOfLabel(model.document, label)
  model[what](ids, !areAll(model.snapshot[what === "hide" ? "hidden" : "locked"], ids))
}

function nameOf(model: TaskModel, id: LabelId | null): string {
  const label = model.label(id)
  return label ? inLanguage(label.name, languageNow()) : ""
}
