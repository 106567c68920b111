import { offersOf } from "@justesse/editor"
import { type Arranged, fitHere } from "./copying.ts"

/** The regions of the previous picture laid on this one as proposals; said how many, or why there are none. */
export async function layPrevious({ store, ui, model, engine }: Arranged): Promise<void> {
  if (!model.editable || store.snapshot.looking) return
  const say = (key: string, count = 0) => ui.setState({ notice: { key: `notice.previous.${key}`, values: { count } } })
  const asked = store.previousRegions()
  const regions = await asked.catch(() => "far" as const)
  // Whoever went on to another task meanwhile wants none of this here.
  if (store.shown !== model || !model.editable) return
  if (regions === "far") return say("far")
  if (regions === null) return say("none")
  const fitting = fitHere(model, regions)
  if (fitting.length === 0) return say(regions.length === 0 ? "empty" : "noneFits")
  const before = model.snapshot.proposed
  model.propose(offersOf(fitting))
  const count = model.snapshot.proposed - before
  if (count === 0) return say("here")
  // Y and N answer, arrows move all.
  say("laid", count)
  engine.painter.layers?.surface.focus({ preventScroll: true })
}
