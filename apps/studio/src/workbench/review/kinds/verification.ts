import { boxOf, drawnLabels, inLanguage, isPlaced, regionOf, ringsOf } from "@justesse/types"
import { languageNow } from "../../../i18n/useT.ts"
import { strokeOutline } from "../../canvas/ink.ts"
import { drawAsked } from "../../checks/drawAsked.ts"
import type { KindInReview } from "./contract.ts"

/** What people said of one thing: it is seen as they saw it. */
export const verification: KindInReview = {
  unit: "check",
  focus(engine, _, { about }) {
    const asked = regionOf(about)
    if (asked && isPlaced(asked.geometry)) engine.focus(boxOf(asked), 0.6, 4)
    else engine.fit()
  },
  drawUnder(ctx, { about, ontology, differences }, view, screen) {
    const asked = regionOf(about)
    if (!asked || !isPlaced(asked.geometry)) return
    const label = drawnLabels(ontology).find(({ id }) => id === asked.label)
    const text = label ? inLanguage(label.name, languageNow()) : asked.label
    drawAsked(ctx, asked, { text, color: label?.color ?? "#e69f00", isAlone: false }, view, screen)
    // What those who would correct it made of it.
    for (const { region } of differences.flatMap(({ difference: { candidates } }) => candidates)) {
      const { fixed } = region ?? {}
      if (!fixed) continue
      const own = drawnLabels(ontology).find(({ id }) => id === fixed.label)
      strokeOutline(ctx, ringsOf(fixed.geometry), view, own?.color ?? "#e69f00", { width: 1.5 })
    }
  },
}
