import { Attribute, boxShape, type Label, LabelId, type Region, RegionId, type WorkRegion } from "@justesse/types"
import { newRegion } from "../changes.ts"
import { documentOf } from "../document.ts"
import { historyOf } from "../history.ts"
import { type EditAct, stepEditing } from "../workspace/editActs.ts"
import { type Editing, type EditingStart, openEditing } from "../workspace/editing.ts"

export const lit = Attribute.parse({ id: "lit", name: { en: "lit" }, kind: "yes_no", options: [], required: false })

/** A label of this name that regions may have. */
export const label = (name: string, more: Partial<Label> = {}): Label => ({
  ...{ id: LabelId.parse(name), name: { en: name }, color: "#e69f00", key: null, hasText: true },
  ...{ attributes: [lit], retired: false },
  ...more,
})
export const crate = label("crate")
export const sign = label("sign", { attributes: [] })
/** The id of a region that is called so. */
export const id = (name: string) => RegionId.parse(name)

/** A box of 40 by 20 image pixels. */
export const region = (name: string, x: number, y = 10, of = crate): Region =>
  newRegion(id(name), boxShape({ x, y, width: 40, height: 20 }), of.id)

/** A task of 400 by 300 image pixels with these regions. */
export const open = (regions: readonly WorkRegion[] = [], more: Partial<EditingStart> = {}): Editing =>
  openEditing({
    history: historyOf(documentOf({ regions: [...regions], nothingHere: false })),
    ontology: { labels: [crate, sign] },
    kind: "boxes",
    size: { width: 400, height: 300 },
    shapes: ["box", "quad"],
    readOnly: null,
    ...more,
  })

/** The task after these acts. */
export const after = (editing: Editing, ...acts: readonly EditAct[]): Editing =>
  acts.reduce((now, act) => stepEditing(now, act).editing, editing)

/** Where each region begins, in the order of the list. */
export const cornersOf = ({ document }: Editing) =>
  document.order.map((one) => {
    const geometry = document.regions.get(one)?.geometry
    return geometry?.type === "box" ? [geometry.x, geometry.y] : null
  })
